package dev.entente.erp;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.entente.adapter.connection.Connection;
import dev.entente.adapter.http.Authorizer;
import dev.entente.adapter.http.VendorClient;
import dev.entente.adapter.http.VendorClients;
import dev.entente.adapter.http.VendorFailure;
import dev.entente.adapter.http.VendorRequest;
import dev.entente.adapter.http.VendorResponse;
import dev.entente.contracts.failure.Failure;
import dev.entente.service.testing.Foundation;
import dev.entente.service.testing.port.OnContext;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerResponse;
import jakarta.inject.Inject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What is certain after an answer that says nothing. */
@QuarkusTest
@QuarkusTestResource(value = Foundation.class, initArgs = @ResourceArg(name = "service", value = "erp-adapter"))
class VendorClientIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Failure TROUBLE = new Failure.Transient("trouble");
    private static final VendorRequest READING = VendorRequest.get("read-tea", "/tea");
    private static final VendorRequest WRITING =
            VendorRequest.write("make-tea", "PUT", "/tea", JsonNodeFactory.instance.objectNode());

    @Inject
    Vertx vertx;

    private HttpServer server;
    private VendorClient client;
    private volatile int status = 200;
    private volatile String body = "{}";
    private volatile Consumer<HttpServerResponse> answer = response -> response.end(body);
    private volatile VendorFailure meaning = VendorFailure.unknown(TROUBLE);
    private final AtomicInteger served = new AtomicInteger();

    @BeforeEach
    void serve() throws Exception {
        server = vertx.createHttpServer()
                .requestHandler(request -> {
                    served.incrementAndGet();
                    answer.accept(request.response().setStatusCode(status));
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        var connection = new Connection(
                "teahouse",
                "tea",
                "eu",
                URI.create("http://127.0.0.1:" + server.actualPort()),
                null,
                List.of(),
                Map.of(),
                Map.of(),
                5,
                Duration.ofSeconds(5));
        client = new VendorClients(vertx, Clock.systemUTC(), new SimpleMeterRegistry())
                .client(connection, this::classify, Authorizer.constant(() -> ""));
    }

    @AfterEach
    void close() {
        server.close();
    }

    private Optional<VendorFailure> classify(VendorResponse response) {
        return response.isSuccess() ? Optional.empty() : Optional.of(meaning);
    }

    private VendorFailure failure(VendorRequest request) {
        return catchThrowableOfType(
                VendorFailure.class,
                () -> OnContext.await(
                        () -> client.call(request).ifNoItem().after(PATIENCE).fail()));
    }

    private VendorFailure noJson(VendorRequest request) {
        var answered = OnContext.await(() -> client.call(request));
        return catchThrowableOfType(VendorFailure.class, answered::json);
    }

    @Test
    void whatWasOnlyAskedForLeavesNothingInDoubt() {
        status = 500;

        assertThat(failure(READING).outcomeUnknown()).isFalse();
        assertThat(failure(READING).failure()).isEqualTo(TROUBLE);
        assertThat(failure(WRITING).outcomeUnknown()).isTrue();
    }

    /** Something on the way answers, for maintenance or to ask for a password. */
    @Test
    void aPageInsteadOfAnAnswerLeavesADoubtOnlyAboutAWrite() {
        body = "<html>closed for today</html>";

        assertThat(noJson(READING).outcomeUnknown()).isFalse();
        assertThat(noJson(READING).failure()).isInstanceOf(Failure.Transient.class);
        assertThat(noJson(WRITING).outcomeUnknown()).isTrue();
    }

    /** For a few seconds: whoever is down is not helped by being asked. */
    @Test
    void whoFailsAgainAndAgainIsLeftAlone() {
        status = 500;

        for (int call = 1; call <= 40; call++) {
            assertThat(failure(READING).failure()).isInstanceOf(Failure.Transient.class);
        }

        assertThat(served.get()).isBetween(1, 39);
    }

    @Test
    void whoRefusesIsNotTakenForOneWhoFails() {
        status = 400;
        meaning = VendorFailure.refused(new Failure.Invalid("no tea"));

        for (int call = 1; call <= 40; call++) {
            assertThat(failure(READING).failure()).isInstanceOf(Failure.Invalid.class);
        }

        assertThat(served).hasValue(40);
    }

    @Test
    void whoNamesATimeIsNotCalledBefore() {
        status = 429;
        meaning = VendorFailure.refused(new Failure.Throttled("busy", Duration.ofSeconds(2)));
        // The two seconds begin after this.
        var asked = System.nanoTime();
        failure(READING);
        status = 200;
        OnContext.await(() -> client.call(READING));
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isGreaterThan(Duration.ofMillis(1_900));

        status = 429;
        meaning = VendorFailure.refused(new Failure.Throttled("busy", Duration.ofMinutes(10)));
        failure(READING);
        assertThat(failure(READING).failure()).isInstanceOf(Failure.Throttled.class);
        assertThat(served).as("asked in spite of it").hasValue(3);
    }

    /** As long as a byte comes now and then, nobody is silent. */
    @Test
    void anAnswerThatDripsIsNotWaitedFor() {
        answer = response -> {
            response.setChunked(true);
            vertx.setPeriodic(500, timer -> {
                if (response.closed()) {
                    vertx.cancelTimer(timer);
                } else {
                    response.write(" ");
                }
            });
        };
        var asked = System.nanoTime();

        assertThat(failure(READING).failure()).isInstanceOf(Failure.Transient.class);

        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(15));
    }

    @Test
    void anAnswerThatIsTooLargeIsNotReadToItsEnd() {
        body = "[" + "1,".repeat(4_500_000) + "1]";

        assertThat(failure(READING).failure()).isInstanceOf(Failure.Transient.class);
    }
}
