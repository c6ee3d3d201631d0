package dev.entente.adapter.http;

import dev.entente.service.reactive.EventLoop;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * OAuth 2 access tokens of one connection: one request in flight however many ask, renewed ahead of expiry, dropped when
 * refused.
 */
public final class AccessTokens implements Authorizer {

    private static final Duration AHEAD_OF_EXPIRY = Duration.ofSeconds(60);

    private final Supplier<Uni<Token>> fetch;
    private final Clock clock;
    private @Nullable Token token;
    private @Nullable Uni<Token> inFlight;

    /** An access token and when it ends. */
    public record Token(String value, Instant expires) {}

    public AccessTokens(Supplier<Uni<Token>> fetch, Clock clock) {
        this.fetch = fetch;
        this.clock = clock;
    }

    @Override
    public Uni<String> authorization() {
        return Uni.createFrom()
                .deferred(() -> token().emitOn(EventLoop.current()))
                .map(current -> "Bearer " + current.value());
    }

    @Override
    public synchronized boolean refused() {
        token = null;
        return true;
    }

    private synchronized Uni<Token> token() {
        if (token != null && clock.instant().isBefore(token.expires().minus(AHEAD_OF_EXPIRY))) {
            return Uni.createFrom().item(token);
        }
        if (inFlight == null) {
            inFlight = fetch.get()
                    .invoke(this::received)
                    .onTermination()
                    .invoke(this::landed)
                    .memoize()
                    .indefinitely();
        }
        return inFlight;
    }

    private synchronized void received(Token fresh) {
        token = fresh;
    }

    private synchronized void landed() {
        inFlight = null;
    }
}
