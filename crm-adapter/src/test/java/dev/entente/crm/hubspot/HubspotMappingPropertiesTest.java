package dev.entente.crm.hubspot;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.entente.contracts.message.ContractJson;
import dev.entente.contracts.message.CrmEvent;
import dev.entente.contracts.message.CrmEvent.OpportunityRefused;
import dev.entente.contracts.message.CrmEvent.OpportunityWon;
import dev.entente.contracts.message.UnreadableMessage;
import dev.entente.contracts.model.Money;
import dev.entente.contracts.model.Quantity;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever people and their tools have written into HubSpot's fields. */
class HubspotMappingPropertiesTest {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final HubspotMapping MAPPING = new HubspotMapping("emea", HubspotMappingTest.SETTINGS);

    /** A line as it is sold. */
    record Sold(BigDecimal quantity, BigDecimal price, BigDecimal discount, int position) {}

    @Property(tries = 300)
    void aDealThatIsInOrderKeepsItsLinesAndItsMoneyToTheLastDigit(
            @ForAll("sold") @Size(min = 1, max = 20) List<Sold> sold) throws UnreadableMessage {
        var lines = JSON.arrayNode();
        for (int at = 0; at < sold.size(); at++) {
            lines.add(line(at, sold.get(at)));
        }
        var event = map(
                deal(Map.of()),
                company(Map.of()),
                lines.valueStream().map(HubspotRecord::new).toList());

        assertThat(event).isInstanceOf(OpportunityWon.class);
        var opportunity = ((OpportunityWon) event).opportunity();
        var expected = sold.stream()
                .map(one -> new Money(one.price().subtract(one.discount()), Money.currency("EUR"))
                        .times(new Quantity(one.quantity())))
                .reduce(Money.zero(Money.currency("EUR")), Money::plus);
        assertThat(opportunity.total()).isEqualTo(expected);
        assertThat(opportunity.lines()).hasSameSizeAs(sold);
        assertThat(ContractJson.read(ContractJson.write(event), OpportunityWon.class))
                .as("and on the way over Kafka")
                .isEqualTo(event);
    }

    @Property(tries = 1000)
    void whateverStandsInAFieldIsAnOpportunityOrRefusedInWords(
            @ForAll("fields") String field, @ForAll("texts") String text) {
        var deal = deal(Map.of(field, text));
        var company = company(Map.of(field, text));
        var line = line(0, new Sold(BigDecimal.ONE, BigDecimal.TEN, BigDecimal.ZERO, 0));
        ((ObjectNode) line.path("properties")).put(field, text);

        var event = map(deal, company, List.of(new HubspotRecord(line)));

        assertThat(event).isInstanceOfAny(OpportunityWon.class, OpportunityRefused.class);
        if (event instanceof OpportunityRefused refused) {
            assertThat(refused.reason()).isNotBlank().hasSizeLessThanOrEqualTo(2000);
        }
        assertThat(ContractJson.write(event)).isNotEmpty();
    }

    @Property(tries = 300)
    void whateverStageItHasTheDealAloneIsUnderstood(@ForAll("texts") String stage) {
        var event = MAPPING.beforeReadingFurther(new HubspotRecord(deal(Map.of("dealstage", stage))));

        assertThat(event)
                .satisfiesAnyOf(
                        one -> assertThat(one).isNull(), one -> assertThat(one).isInstanceOf(CrmEvent.class));
    }

    private static CrmEvent map(ObjectNode deal, ObjectNode company, List<HubspotRecord> lines) {
        return MAPPING.opportunity(new HubspotRecord(deal), new HubspotRecord(company), List.of(), lines);
    }

    private static ObjectNode deal(Map<String, String> changes) {
        return record(
                "1001",
                Map.of(
                        "dealname", "Teapots",
                        "dealstage", "closedwon",
                        "closedate", "2026-11-23T10:00:00Z",
                        "deal_currency_code", "EUR"),
                changes);
    }

    private static ObjectNode company(Map<String, String> changes) {
        return record("77", Map.of("name", "Kännchen GmbH", "country", "Germany", "city", "Berlin"), changes);
    }

    private static ObjectNode line(int id, Sold sold) {
        return record(
                Integer.toString(id),
                Map.of(
                        "name", "Teapot " + id,
                        "hs_sku", "SKU-" + id,
                        "quantity", sold.quantity().toPlainString(),
                        "price", sold.price().toPlainString(),
                        "discount", sold.discount().toPlainString(),
                        "hs_position_on_quote", Integer.toString(sold.position())),
                Map.of());
    }

    private static ObjectNode record(String id, Map<String, String> properties, Map<String, String> changes) {
        var record = JSON.objectNode().put("id", id);
        var values = record.putObject("properties");
        properties.forEach(values::put);
        changes.forEach(values::put);
        return record;
    }

    @Provide
    Arbitrary<List<Sold>> sold() {
        var quantity = Arbitraries.bigDecimals()
                .between(BigDecimal.ZERO, BigDecimal.valueOf(10_000))
                .ofScale(3);
        var price = Arbitraries.bigDecimals()
                .between(BigDecimal.ZERO, BigDecimal.valueOf(100_000))
                .ofScale(4);
        var discount = Arbitraries.bigDecimals()
                .between(BigDecimal.ZERO, BigDecimal.TEN)
                .ofScale(2);
        var position = Arbitraries.integers().between(0, 50);
        return Combinators.combine(quantity, price, discount, position)
                .as(Sold::new)
                .list();
    }

    @Provide
    Arbitrary<String> fields() {
        return Arbitraries.of(
                "dealname",
                "closedate",
                "deal_currency_code",
                "name",
                "country",
                "city",
                "domain",
                "zip",
                "vat_number",
                "hs_sku",
                "quantity",
                "price",
                "discount",
                "hs_position_on_quote");
    }

    /** What is typed, what is pasted, and what other programs write. */
    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(40),
                Arbitraries.strings().ofMinLength(1900).ofMaxLength(4000),
                Arbitraries.strings().numeric().ofMaxLength(25),
                Arbitraries.strings().withChars("0123456789.,-+eE ").ofMaxLength(12),
                Arbitraries.of(
                        "+1000000000-12-31T23:59:59Z",
                        "9223372036854775807",
                        "99999999999999999999",
                        "\uD83E",
                        "0",
                        "-0",
                        "null",
                        "NaN",
                        "1e400",
                        "𝟗𝟗"));
    }
}
