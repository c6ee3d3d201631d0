package dev.entente.orchestrator.engine;

import dev.entente.contracts.model.Quantity;
import dev.entente.orchestrator.Deal;
import dev.entente.orchestrator.machine.Due;
import dev.entente.orchestrator.machine.Stimulus;
import dev.entente.service.testing.Foundation;
import dev.entente.service.testing.port.OnContext;
import io.opentelemetry.api.trace.Span;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import static org.assertj.core.api.Assertions.assertThat;

/** What becomes of a deal does not depend on what of it came in the same batch: a replay, one by one, must come to the same steps. */
@QuarkusTest
@QuarkusTestResource(value = Foundation.class, initArgs = @ResourceArg(name = "service", value = "orchestrator"))
class BatchOfOneDealIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Inject
    Engine engine;

    @Inject
    Pool database;

    @Test
    void anEditInTheSameBatchAsItsDealCountsAsMuchAsOneThatComesLater() {
        var together = Deal.fresh();
        var apart = Deal.fresh();

        OnContext.await(() -> engine.process(List.of(won(together, 3), won(together, 5))));
        OnContext.await(() -> engine.process(List.of(won(apart, 3))));
        OnContext.await(() -> engine.process(List.of(won(apart, 5))));

        assertThat(standing(together)).isEqualTo(standing(apart)).isEqualTo("AwaitingMappings, step 4, quantity 5");
    }

    /** Otherwise one that the database takes in no form would hold up its partition for ever. */
    @Test
    void whatTheDatabaseRefusesSpoilsNothingBesideIt() {
        var spoilt = Deal.fresh();
        var good = Deal.fresh();
        var news = won(spoilt, 3);
        var nobody = new Work(news.message(), null, news.stimulus(), "a\0b", Span.getInvalid());

        var applied = OnContext.await(() -> engine.process(List.of(nobody, won(good, 3))));

        assertThat(applied.getFirst()).isInstanceOf(Applied.Failed.class);
        assertThat(standing(good)).startsWith("AwaitingMappings");
    }

    /** As two replicas may be after a rebalance: one of them is the first, and the other sees that. */
    @Test
    void theSameTwiceAtOnceIsDoneOnceAndIsNoDefect() throws Exception {
        var deal = Deal.fresh();
        try (var connection = DriverManager.getConnection(
                        Foundation.topology().jdbcUrl("entente_orchestrator"), "entente", "entente");
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("lock table inbox in share mode");
            var both = List.of(
                    OnContext.begin(() -> engine.process(List.of(won(deal, 3)))),
                    OnContext.begin(() -> engine.process(List.of(won(deal, 3)))));
            awaitWaiting(2);
            connection.rollback();

            assertThat(both.stream().map(OnContext::result).map(List::getFirst))
                    .hasAtLeastOneElementOfType(Applied.Done.class)
                    .hasAtLeastOneElementOfType(Applied.Duplicate.class);
        }
    }

    private void awaitWaiting(int processes) {
        var until = Instant.now().plus(PATIENCE);
        while (WaitingStatements.count(database) < processes) {
            assertThat(Instant.now()).isBefore(until);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    /** After a clock was set back it comes again, under the same name. */
    @Test
    void aTimerThatCameForNothingIsNotRemembered() {
        var deal = Deal.fresh();
        OnContext.await(() -> engine.process(List.of(won(deal, 3))));
        var timer = new Work(
                deal.attributes("timer-" + deal.id(), deal.won(), null),
                "quote-to-cash",
                new Stimulus.TimeCame(Due.Kind.REPLY_OVERDUE),
                null,
                Span.getInvalid());

        for (int time = 1; time <= 2; time++) {
            assertThat(OnContext.await(() -> engine.process(List.of(timer))).getFirst())
                    .isInstanceOf(Applied.Done.class);
        }
    }

    /** Nobody knows its product. */
    private static Work won(Deal deal, int quantity) {
        var event = deal.won(Quantity.of(Integer.toString(quantity))).numbered((long) quantity);
        var message = deal.attributes(deal.id() + "-" + quantity, event, null);
        return new Work(message, null, Stimulus.Arrived.unasked(event, 0), null, Span.getInvalid());
    }

    private String standing(Deal deal) {
        return database.preparedQuery("""
                        select state || ', step ' || step_sequence || ', quantity '
                            || (data #>> '{opportunity,lines,0,quantity}') as standing
                        from workflow_instance where id = $1""")
                .execute(Tuple.of(deal.instance()))
                .await()
                .atMost(PATIENCE)
                .iterator()
                .next()
                .getString("standing");
    }
}
