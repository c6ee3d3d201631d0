package dev.entente.adapter.http;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

class ConcurrencyLimitTest {

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final ConcurrencyLimit limit = new ConcurrencyLimit(1);

    @AfterEach
    void close() {
        vertx.close();
    }

    private CompletableFuture<String> begin(Uni<String> work) {
        var result = new CompletableFuture<String>();
        context.runOnContext(ignored -> limit.within(() -> work).subscribe().with(result::complete));
        return result;
    }

    @Test
    void oneWhoGivesUpWhileWaitingCostsNobodyAPlace() throws Exception {
        // Given: the only place is taken, and somebody who waits for it gives up
        var busy = new CompletableFuture<String>();
        var first = begin(Uni.createFrom().completionStage(busy));
        var gaveUp = new CompletableFuture<String>();
        context.runOnContext(ignored -> limit.within(() -> Uni.createFrom().item("never"))
                .ifNoItem()
                .after(Duration.ofMillis(50))
                .recoverWithItem("gave up")
                .subscribe()
                .with(gaveUp::complete));
        assertThat(gaveUp.get(5, TimeUnit.SECONDS)).isEqualTo("gave up");

        // When
        busy.complete("done");

        // Then
        assertThat(first.get(5, TimeUnit.SECONDS)).isEqualTo("done");
        assertThat(begin(Uni.createFrom().item("next")).get(5, TimeUnit.SECONDS))
                .isEqualTo("next");
        assertThat(begin(Uni.createFrom().item("and next")).get(5, TimeUnit.SECONDS))
                .isEqualTo("and next");
    }
}
