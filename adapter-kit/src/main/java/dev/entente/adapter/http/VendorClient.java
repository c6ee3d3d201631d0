package dev.entente.adapter.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.entente.adapter.connection.Connection;
import dev.entente.adapter.connection.SecretFile;
import dev.entente.contracts.failure.Failure;
import dev.entente.service.metrics.Metric;
import dev.entente.service.rehearsal.FieldChange;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.smallrye.faulttolerance.api.CircuitBreakerState;
import io.smallrye.faulttolerance.api.TypedGuard;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import jakarta.enterprise.util.TypeLiteral;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.jspecify.annotations.Nullable;

import javax.net.ssl.SSLException;

import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * Calls one vendor for one connection: waits for the quota, stays within the concurrency that the connection allows,
 * gives up in time, opens a circuit breaker when the vendor is down, and says in canonical words what went wrong.
 *
 * <p>Redirects are not followed; answers above 8 MiB are refused; every call fails with {@link VendorFailure} only.
 */
public final class VendorClient {

    private static final int LARGEST_ANSWER_BYTES = 8 * 1024 * 1024;

    private final Connection connection;
    private final HttpClient http;
    private final ErrorTable errors;
    private final Authorizer authorizer;
    private final VendorClock vendorClock;
    private final Throttle throttle;
    private final ConcurrencyLimit concurrency;
    private final TypedGuard<Uni<VendorResponse>> guard;
    private final MeterRegistry metrics;
    private final @Nullable DryRun dryRun;
    private volatile boolean circuitOpen;
    private volatile OptionalLong quotaLeft = OptionalLong.empty();

    /** @param dryRun that this client is for; absent when it is for real */
    VendorClient(
            Connection connection,
            HttpClient http,
            ErrorTable errors,
            Authorizer authorizer,
            Clock clock,
            MeterRegistry metrics,
            @Nullable DryRun dryRun) {
        this.connection = connection;
        this.http = http;
        this.dryRun = dryRun;
        this.errors = errors;
        this.authorizer = authorizer;
        this.vendorClock = new VendorClock(clock);
        this.throttle = new Throttle(clock, connection.timeout());
        this.concurrency = new ConcurrencyLimit(connection.concurrency());
        this.metrics = metrics;
        this.guard = TypedGuard.create(new TypeLiteral<Uni<VendorResponse>>() {})
                .withDescription("vendor " + connection.name())
                .withCircuitBreaker()
                .requestVolumeThreshold(20)
                .failureRatio(0.6)
                .delay(5, ChronoUnit.SECONDS)
                .when(VendorClient::saysTheVendorIsDown)
                .onStateChange(state -> circuitOpen = state == CircuitBreakerState.OPEN)
                .done()
                .build();
    }

    /** Whether calls are held back because the vendor fails. Not while one is let through to see: nobody may call for a long time. */
    boolean isCircuitOpen() {
        return circuitOpen;
    }

    /** How long until the vendor wants to be called again, zero when it does. */
    Duration quotaWait() {
        return throttle.left();
    }

    /** As the vendor said last; empty until it says so. */
    OptionalLong quotaLeft() {
        return quotaLeft;
    }

    /** What the vendor's clock shows, as its answers to this client tell. */
    public VendorClock clock() {
        return vendorClock;
    }

    /**
     * The answer, if it is a success by the vendor's error table. In a dry run a write is kept instead of being made.
     */
    public Uni<VendorResponse> call(VendorRequest request) {
        if (dryRun == null) {
            return make(request);
        }
        if (request.writes()) {
            return withhold(request, dryRun);
        }
        dryRun.read();
        return make(request);
    }

    private Uni<VendorResponse> withhold(VendorRequest write, DryRun run) {
        return live(write.change()).map(values -> {
            var change = write.change();
            var written = change == null ? write.json() : change.written();
            run.withheld(new DryRun.Write(write, FieldChange.between(values, written)));
            if (change == null || change.answer() == null) {
                throw new WriteWithheld(write);
            }
            return VendorResponse.of(change.answer().apply(values));
        });
    }

    private Uni<JsonNode> live(@Nullable RecordChange change) {
        return change == null
                ? Uni.createFrom().item(MissingNode.getInstance())
                : make(change.look())
                        .map(response -> change.live().apply(response.json()))
                        .onFailure(VendorFailure::isNoSuchRecord)
                        .recoverWithItem(MissingNode.getInstance());
    }

    private Uni<VendorResponse> make(VendorRequest request) {
        return authorization()
                .chain(header -> authorized(request, header)
                        .onFailure(failure -> VendorFailure.isCredentialRefused(failure) && authorizer.refused(header))
                        .recoverWithUni(() -> authorization().chain(renewed -> authorized(request, renewed))));
    }

    private Uni<String> authorization() {
        return authorizer
                .authorization()
                .onFailure(SecretFile.Unusable.class)
                .transform(
                        unusable -> VendorFailure.refused(new Failure.Denied(String.valueOf(unusable.getMessage()))));
    }

    private Uni<VendorResponse> authorized(VendorRequest request, String header) {
        return throttle.pass()
                .chain(() -> concurrency.within(
                        () -> guarded(header.isEmpty() ? request : request.with("Authorization", header))));
    }

    private Uni<VendorResponse> guarded(VendorRequest request) {
        return guard.get(() -> send(request)
                        .map(response -> succeeded(request, response))
                        .onFailure(VendorFailure.class)
                        .invoke(failure -> failed(request, (VendorFailure) failure)))
                .onFailure(CircuitBreakerOpenException.class)
                .transform(open -> VendorFailure.refused(
                        new Failure.Transient("the vendor was failing; calls are held back for a few seconds")));
    }

    private VendorResponse succeeded(VendorRequest request, VendorResponse response) {
        response.date().ifPresent(vendorClock::answered);
        var left = errors.quotaLeft(response);
        if (left.isPresent()) {
            quotaLeft = left;
            if (dryRun != null) {
                dryRun.said(left);
            }
        }
        var failure = errors.classify(response).orElse(null);
        if (failure == null) {
            return response;
        }
        if (failure.failure() instanceof Failure.Throttled refusal) {
            throttle.close(refusal);
        }
        throw told(request, response, failure);
    }

    /** What was only asked for has changed nothing, whatever the answer. */
    private static VendorFailure told(VendorRequest request, VendorResponse response, VendorFailure failure) {
        if (!request.writes()) {
            return failure.outcomeUnknown() ? VendorFailure.refused(failure.failure()) : failure;
        }
        return isFailingServer(response, failure) ? VendorFailure.unknown(failure.failure()) : failure;
    }

    /** A server that broke down while it was at it may have done it; one that says why it did not has not. */
    private static boolean isFailingServer(VendorResponse response, VendorFailure failure) {
        return response.status() >= 500 && failure.failure() instanceof Failure.Transient;
    }

    private Uni<VendorResponse> send(VendorRequest request) {
        return Uni.createFrom().deferred(() -> {
            var started = Timer.start(metrics);
            return Uni.createFrom()
                    .completionStage(() -> exchange(request).toCompletionStage())
                    .onFailure()
                    .transform(failure -> lost(request, failure))
                    .onItemOrFailure()
                    .invoke((response, failure) ->
                            measured(request, started, response == null ? 0 : response.status()));
        });
    }

    private Future<VendorResponse> exchange(VendorRequest request) {
        var options = new RequestOptions()
                .setMethod(HttpMethod.valueOf(request.method()))
                .setAbsoluteURI(connection.baseUrl() + request.path())
                .setTimeout(connection.timeout().toMillis());
        var deadline = WriteDeadline.current();
        var answered = http.request(options).compose(outgoing -> {
            if (request.writes() && deadline.isOver()) {
                // Without anybody who is told of it, Vert.x logs the reset as an error.
                outgoing.exceptionHandler(reset -> {});
                outgoing.reset();
                return Future.failedFuture(WriteDeadline.refusal());
            }
            request.headers().forEach(outgoing::putHeader);
            outgoing.putHeader("Accept", "application/json");
            var body = request.body();
            return (body == null ? outgoing.send() : outgoing.send(Buffer.buffer(body)))
                    .compose(answer -> body(answer, request.writes()));
        });
        return withinTime(answered);
    }

    private Future<VendorResponse> body(HttpClientResponse response, boolean written) {
        var promise = Promise.<VendorResponse>promise();
        var received = Buffer.buffer();
        response.handler(chunk -> {
            if (received.length() + chunk.length() > LARGEST_ANSWER_BYTES) {
                response.request().reset();
                promise.tryFail(new IllegalStateException("the answer is larger than 8 MiB"));
            } else {
                received.appendBuffer(chunk);
            }
        });
        response.exceptionHandler(promise::tryFail);
        response.endHandler(end -> promise.tryComplete(
                new VendorResponse(response.statusCode(), response.headers(), received.getBytes(), written)));
        return promise.future();
    }

    /** The client's own time-out is about silence; a slow drip of bytes needs a bound on the whole. */
    private Future<VendorResponse> withinTime(Future<VendorResponse> answered) {
        return answered.timeout(connection.timeout().toMillis(), TimeUnit.MILLISECONDS);
    }

    private static VendorFailure lost(VendorRequest request, Throwable failure) {
        if (failure instanceof VendorFailure known) {
            return known;
        }
        var neverSent = failure instanceof ConnectException
                || failure instanceof UnknownHostException
                || failure instanceof SSLException;
        var reason = new Failure.Transient(
                neverSent ? "the vendor cannot be reached" : "the vendor did not answer " + request.operation());
        return request.writes() && !neverSent ? VendorFailure.unknown(reason) : VendorFailure.refused(reason);
    }

    private void failed(VendorRequest request, VendorFailure failure) {
        Metric.VENDOR_FAILURES
                .counter(
                        metrics,
                        connection.vendor(),
                        connection.name(),
                        request.operation(),
                        failure.failure().kind())
                .increment();
    }

    private void measured(VendorRequest request, Timer.Sample started, int status) {
        started.stop(Metric.VENDOR_CALLS.timer(
                metrics,
                connection.vendor(),
                connection.name(),
                request.operation(),
                status == 0 ? "none" : status / 100 + "xx"));
    }

    private static boolean saysTheVendorIsDown(Throwable failure) {
        return failure instanceof VendorFailure refusal
                && refusal.failure() instanceof Failure.Transient
                && !VendorFailure.isChangedMeanwhile(failure)
                && !VendorFailure.isTooLate(failure);
    }
}
