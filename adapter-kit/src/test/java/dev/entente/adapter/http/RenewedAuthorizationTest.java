package dev.entente.adapter.http;

import dev.entente.adapter.http.RenewedAuthorization.Grant;
import dev.entente.contracts.failure.Failure;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

class RenewedAuthorizationTest {

    private static final Duration LIFETIME = Duration.ofMinutes(60);

    private final Vertx vertx = Vertx.vertx();
    private final Hand clock = new Hand();
    private int obtained;
    private Supplier<Uni<Grant>> vendor = this::grant;
    private final RenewedAuthorization authorization = new RenewedAuthorization(() -> vendor.get(), clock);

    @AfterEach
    void close() {
        vertx.close();
    }

    private Uni<Grant> grant() {
        obtained++;
        return Uni.createFrom()
                .item(new Grant("token " + obtained, clock.instant().plus(LIFETIME)));
    }

    private Uni<Grant> refuse(Failure failure) {
        obtained++;
        return Uni.createFrom().failure(VendorFailure.refused(failure));
    }

    private String header() throws Exception {
        var header = new CompletableFuture<String>();
        vertx.getOrCreateContext()
                .runOnContext(ignored -> authorization
                        .authorization()
                        .subscribe()
                        .with(header::complete, header::completeExceptionally));
        return header.get(10, TimeUnit.SECONDS);
    }

    private Failure refusal() {
        var thrown = catchThrowable(this::header);
        assertThat(thrown).isInstanceOf(ExecutionException.class).hasCauseInstanceOf(VendorFailure.class);
        return ((VendorFailure) thrown.getCause()).failure();
    }

    @Test
    void itIsObtainedOnceAndRenewedAheadOfItsEnd() throws Exception {
        assertThat(header()).isEqualTo("token 1");
        clock.goes(LIFETIME.minusSeconds(61));
        assertThat(header()).isEqualTo("token 1");
        clock.goes(Duration.ofSeconds(2));
        assertThat(header()).isEqualTo("token 2");
    }

    /** Vendors answer guesses with delays and locks. */
    @Test
    void whoWasRefusedIsNotAskedForAgainForAMinute() throws Exception {
        vendor = () -> refuse(new Failure.Denied("no such user"));
        assertThat(refusal()).isInstanceOf(Failure.Denied.class);
        assertThat(refusal()).isInstanceOf(Failure.Denied.class);
        assertThat(obtained).isOne();

        clock.goes(Duration.ofSeconds(61));
        vendor = this::grant;
        assertThat(header()).isEqualTo("token 2");
    }

    @Test
    void aFailureThatPassesIsForgottenAtOnce() throws Exception {
        vendor = () -> refuse(new Failure.Transient("away"));
        assertThat(refusal()).isInstanceOf(Failure.Transient.class);

        vendor = this::grant;
        assertThat(header()).isEqualTo("token 2");
    }

    @Test
    void aLateRefusalOfAnEarlierOneCostsNothing() throws Exception {
        header();
        authorization.refused("token 1");
        assertThat(header()).isEqualTo("token 2");

        authorization.refused("token 1");

        assertThat(header()).isEqualTo("token 2");
    }
}
