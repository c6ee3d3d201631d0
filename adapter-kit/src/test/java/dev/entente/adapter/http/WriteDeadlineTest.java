package dev.entente.adapter.http;

import io.smallrye.common.vertx.VertxContext;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

class WriteDeadlineTest {

    private static final Duration PAST = Duration.ofSeconds(-1);
    private static final Duration AHEAD = Duration.ofMinutes(1);

    private final Vertx vertx = Vertx.vertx();
    private final Context shared = vertx.getOrCreateContext();

    @AfterEach
    void close() {
        vertx.close();
    }

    private Context own() {
        return Objects.requireNonNull(VertxContext.createNewDuplicatedContext(shared));
    }

    /** Whether it is over on a context after it was set there so, one time after the other. */
    private static boolean isOver(Context context, Duration... set) throws Exception {
        var result = new CompletableFuture<Boolean>();
        context.runOnContext(ignored -> {
            for (var time : set) {
                WriteDeadline.set(System.nanoTime() + time.toNanos());
            }
            result.complete(WriteDeadline.current().isOver());
        });
        return result.get(5, TimeUnit.SECONDS);
    }

    @Test
    void itIsOverWhenItsTimeHasCome() throws Exception {
        assertThat(isOver(own(), PAST)).isTrue();
        assertThat(isOver(own(), AHEAD)).isFalse();
    }

    @Test
    void theLastOneCounts() throws Exception {
        assertThat(isOver(own(), PAST, AHEAD)).isFalse();
        assertThat(isOver(own(), AHEAD, PAST)).isTrue();
    }

    @Test
    void itIsNobodyElses() throws Exception {
        assertThat(isOver(own(), PAST)).isTrue();
        assertThat(isOver(own())).isFalse();
        assertThat(isOver(shared)).isFalse();
    }

    @Test
    void whoIsTooLateMayTryAgain() {
        assertThat(WriteDeadline.refusal().outcomeUnknown())
                .as("it may have been done")
                .isFalse();
        assertThat(WriteDeadline.refusal().failure().kind()).isEqualTo("transient");
    }
}
