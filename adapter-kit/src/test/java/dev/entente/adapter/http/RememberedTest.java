package dev.entente.adapter.http;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

class RememberedTest {

    private final Vertx vertx = Vertx.vertx();
    private final Hand clock = new Hand();
    private int asked;
    private boolean away;
    private final Remembered<Integer> remembered = new Remembered<>(this::ask, clock);

    @AfterEach
    void close() {
        vertx.close();
    }

    private Uni<Integer> ask() {
        asked++;
        return away
                ? Uni.createFrom().failure(new IllegalStateException("away"))
                : Uni.createFrom().item(asked);
    }

    private int value(Supplier<Uni<Integer>> how) throws Exception {
        var value = new CompletableFuture<Integer>();
        vertx.getOrCreateContext()
                .runOnContext(ignored -> how.get().subscribe().with(value::complete, value::completeExceptionally));
        return value.get(10, TimeUnit.SECONDS);
    }

    @Test
    void itIsAskedForEveryFiveMinutes() throws Exception {
        assertThat(value(remembered::get)).isOne();
        clock.goes(Duration.ofMinutes(4));
        assertThat(value(remembered::get)).isOne();
        clock.goes(Duration.ofMinutes(2));
        assertThat(value(remembered::get)).isEqualTo(2);
    }

    @Test
    void aFailureIsNotRemembered() throws Exception {
        away = true;
        assertThat(catchThrowable(() -> value(remembered::get))).hasRootCauseMessage("away");

        away = false;
        assertThat(value(remembered::get)).isEqualTo(2);
    }

    /** However many lack something, the vendor is not asked for each of them. */
    @Test
    void itIsAskedForAnewWhenItIsOlderThanHalfAMinute() throws Exception {
        value(remembered::get);
        assertThat(value(remembered::anew)).isOne();
        clock.goes(Duration.ofSeconds(31));
        assertThat(value(remembered::anew)).isEqualTo(2);
        assertThat(value(remembered::anew)).isEqualTo(2);
    }
}
