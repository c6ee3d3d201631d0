package dev.entente.crm.port;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.entente.contracts.message.CrmEvent.OpportunityRefused;
import dev.entente.contracts.message.UnreadableMessage;
import dev.entente.crm.port.CrmCounterpart.Line;
import dev.entente.sandbox.demo.Crm;
import dev.entente.sandbox.demo.Vendors;
import dev.entente.service.testing.Foundation;
import dev.entente.service.testing.port.OnContext;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** The port's contract against the simulated HubSpot. */
@QuarkusTest
@QuarkusTestResource(value = Foundation.class, initArgs = @ResourceArg(name = "service", value = "crm-adapter"))
class HubspotPortIT extends CrmPortContract {

    @Override
    CrmCounterpart counterpart() {
        return new HubspotCounterpart();
    }

    @Test
    void aWebhookAboutWhatWeWroteConcernsNobody() throws UnreadableMessage {
        var connector = connectors.find("emea").orElseThrow();

        assertThat(connector.opportunityConcerned(changeOf("dealstage"))).contains("1001");
        assertThat(connector.opportunityConcerned(changeOf("erp_order_number"))).isEmpty();
        assertThat(connector.opportunityConcerned(changeOf("erp_order_status"))).isEmpty();
        assertThat(connector.opportunityConcerned(changeOf("entente_correlation_id")))
                .isEmpty();
    }

    /** HubSpot answers a batch in part (207) when it cannot read some of it. */
    @Test
    void aDealOfWhichSomeLinesCannotBeReadBecomesNoOrder() {
        var counterpart = new HubspotCounterpart();
        var lines = IntStream.range(0, 120)
                .mapToObj(number -> new Line("SKU-" + number, "1", "1.00"))
                .toList();
        // The service, told of it, would take the answer that is meant for us.
        counterpart.vendors.fault(
                "hubspot",
                JsonNodeFactory.instance.objectNode().put("kind", "lose").put("match", "^deal\\.propertyChange"));
        var deal = counterpart.wonDeal("Halved", lines);
        counterpart.vendors.answerNext("hubspot", "POST .*/line_items/batch/read", 207);

        assertThat(OnContext.await(() -> connectors.find("emea").orElseThrow().readOpportunity(deal)))
                .isInstanceOf(OpportunityRefused.class);
    }

    private static byte[] changeOf(String property) {
        return """
                {"subscriptionType": "deal.propertyChange", "objectId": 1001, "propertyName": "%s"}""".formatted(property).getBytes(StandardCharsets.UTF_8);
    }

    private static final class HubspotCounterpart implements CrmCounterpart {

        private final Crm crm = new Crm(Foundation.topology());
        private final Vendors vendors = new Vendors(Foundation.topology());

        @Override
        public String connection() {
            return "emea";
        }

        @Override
        public String wonDeal(String name, List<Line> lines) {
            var deal = crm.deal(
                    name,
                    crm.account(name, Map.of()),
                    "EUR",
                    lines.stream()
                            .map(line -> new Crm.Line(line.sku(), line.quantity(), line.price()))
                            .toList());
            crm.win(deal);
            return deal;
        }

        @Override
        public void takeBack(String deal) {
            crm.move(deal, "contractsent");
        }

        @Override
        public void rename(String deal, String name) {
            crm.change(deal, "dealname", name);
        }

        @Override
        public void closedAt(String deal, String moment) {
            crm.change(deal, "closedate", moment);
        }

        @Override
        public String orderNumber(String deal) {
            return crm.property(deal, "erp_order_number");
        }

        @Override
        public int timesTheOrderNumberChanged(String deal) {
            return vendors.effectsByKey("hubspot", "change deals.erp_order_number")
                    .getOrDefault(deal, 0);
        }

        private static String pattern(Operation operation) {
            return operation == Operation.READ_DEAL ? "GET .*/deals/" : "PATCH .*/deals/";
        }

        @Override
        public void loseTheAnswerTo(Operation operation) {
            vendors.loseNextAnswer("hubspot", pattern(operation));
        }

        @Override
        public void hold(Operation operation, int millis) {
            vendors.holdNext("hubspot", pattern(operation), millis);
        }

        @Override
        public void throttle(Operation operation) {
            vendors.answerAll("hubspot", pattern(operation), 429);
        }

        @Override
        public void letThrough() {
            vendors.repair("hubspot");
        }

        @Override
        public void refuseRights() {
            vendors.answerAll("hubspot", pattern(Operation.READ_DEAL), 403);
        }
    }
}
