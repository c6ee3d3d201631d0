package dev.entente.adapter.http;

import dev.entente.contracts.failure.Failure;
import dev.entente.service.reactive.EventLoop;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * Credentials of one connection that are obtained from the vendor and end: OAuth 2 access tokens, sessions.
 *
 * <p>One request for them is in flight however many ask. They are renewed ahead of their end and dropped when refused.
 * When the vendor refuses to give any, it is not asked again for a minute: vendors answer guesses with delays and locks.
 */
public final class RenewedAuthorization implements Authorizer {

    private static final Duration AHEAD_OF_END = Duration.ofSeconds(60);
    private static final Duration REFUSAL_REMEMBERED = Duration.ofMinutes(1);

    private final Supplier<Uni<Grant>> obtain;
    private final Clock clock;
    private @Nullable Grant grant;
    private @Nullable Uni<Grant> inFlight;
    private @Nullable VendorFailure refusal;
    private Instant refusalEnds = Instant.MIN;

    /**
     * What the vendor gave.
     *
     * @param header the whole value of the {@code Authorization} header
     * @param ends when it stops being accepted; {@link Instant#MAX} when the vendor does not say
     */
    public record Grant(String header, Instant ends) {}

    /** @param obtain asks the vendor; fails with {@link VendorFailure} */
    public RenewedAuthorization(Supplier<Uni<Grant>> obtain, Clock clock) {
        this.obtain = obtain;
        this.clock = clock;
    }

    @Override
    public Uni<String> authorization() {
        return Uni.createFrom()
                .deferred(() -> grant().emitOn(EventLoop.current()))
                .map(Grant::header);
    }

    /** A late refusal of an earlier header does not cost the one obtained since. */
    @Override
    public synchronized boolean refused(String header) {
        if (grant != null && grant.header().equals(header)) {
            grant = null;
        }
        return true;
    }

    private synchronized Uni<Grant> grant() {
        if (grant != null && clock.instant().isBefore(grant.ends().minus(AHEAD_OF_END))) {
            return Uni.createFrom().item(grant);
        }
        if (refusal != null && clock.instant().isBefore(refusalEnds)) {
            return Uni.createFrom().failure(refusal);
        }
        if (inFlight == null) {
            inFlight = obtain.get()
                    .onItemOrFailure()
                    .invoke(this::landed)
                    .memoize()
                    .indefinitely();
        }
        return inFlight;
    }

    private synchronized void landed(@Nullable Grant fresh, @Nullable Throwable failure) {
        inFlight = null;
        grant = fresh;
        if (failure instanceof VendorFailure refused && refused.failure() instanceof Failure.Denied) {
            refusal = refused;
            refusalEnds = clock.instant().plus(REFUSAL_REMEMBERED);
        } else {
            refusal = null;
        }
    }
}
