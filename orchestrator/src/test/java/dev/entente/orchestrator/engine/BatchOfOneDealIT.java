package dev.entente.orchestrator.engine;

import dev.entente.contracts.Samples;
import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.CrmEvent.OpportunityWon;
import dev.entente.contracts.message.Identifiers;
import dev.entente.contracts.message.MessageCatalogue;
import dev.entente.contracts.model.ObjectReference;
import dev.entente.contracts.model.Opportunity;
import dev.entente.contracts.model.OpportunityLine;
import dev.entente.contracts.model.Quantity;
import dev.entente.orchestrator.machine.Instance;
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

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;

/** What becomes of a deal does not depend on what of it came in the same batch: a replay, one by one, must come to the same steps. */
@QuarkusTest
@QuarkusTestResource(value = Foundation.class, initArgs = @ResourceArg(name = "service", value = "orchestrator"))
class BatchOfOneDealIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String round = UUID.randomUUID().toString().substring(0, 8);

    @Inject
    Engine engine;

    @Inject
    Pool database;

    @Test
    void anEditInTheSameBatchAsItsDealCountsAsMuchAsOneThatComesLater() {
        OnContext.await(() -> engine.process(List.of(won("together", 3), won("together", 5))));
        OnContext.await(() -> engine.process(List.of(won("apart", 3))));
        OnContext.await(() -> engine.process(List.of(won("apart", 5))));

        assertThat(standing("together")).isEqualTo(standing("apart")).isEqualTo("AwaitingMappings, step 4, quantity 5");
    }

    /** Nobody knows its product. */
    private Work won(String name, int quantity) {
        var deal = name + "-" + round;
        var sample = Samples.opportunity();
        var line = sample.lines().getFirst();
        var event = new OpportunityWon(
                new Opportunity(
                        new ObjectReference("emea", deal),
                        sample.name(),
                        sample.customer(),
                        sample.closedOn(),
                        sample.currency(),
                        List.of(new OpportunityLine(
                                "SKU-" + round,
                                line.description(),
                                Quantity.of(Integer.toString(quantity)),
                                line.unitPrice()))),
                (long) quantity);
        var message = Attributes.first(
                deal + "-" + quantity,
                "/test",
                MessageCatalogue.typeOf(event),
                subject(name),
                Instant.now(),
                Identifiers.correlation("emea", "opportunity", deal),
                new Attributes.Origin("emea", "eu"));
        return new Work(message, null, Stimulus.Arrived.unasked(event, 0), null, Span.getInvalid());
    }

    private String subject(String name) {
        return "opportunity/emea/" + name + "-" + round;
    }

    private String standing(String name) {
        return database.preparedQuery("""
                        select state || ', step ' || step_sequence || ', quantity '
                            || (data #>> '{opportunity,lines,0,quantity}') as standing
                        from workflow_instance where id = $1""")
                .execute(Tuple.of(Instance.idOf("quote-to-cash", subject(name))))
                .await()
                .atMost(PATIENCE)
                .iterator()
                .next()
                .getString("standing");
    }
}
