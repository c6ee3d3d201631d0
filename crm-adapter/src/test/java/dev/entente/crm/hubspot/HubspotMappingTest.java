package dev.entente.crm.hubspot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.entente.contracts.message.CrmEvent;
import dev.entente.contracts.message.CrmEvent.OpportunityRefused;
import dev.entente.contracts.message.CrmEvent.OpportunityReopened;
import dev.entente.contracts.message.CrmEvent.OpportunityWon;
import dev.entente.contracts.model.Money;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** From HubSpot's records to an opportunity, or to the reason why there is none. */
class HubspotMappingTest {

    static final HubspotSettings SETTINGS = new HubspotSettings(
            Set.of("closedwon"),
            Set.of("contractsent"),
            "erp_order_number",
            "erp_order_status",
            "entente_correlation_id",
            "country",
            "vat_number",
            "hs_sku",
            30,
            500,
            100,
            ZoneId.of("UTC"),
            Set.of("v3"));
    private static final HubspotMapping MAPPING = new HubspotMapping("emea", SETTINGS);
    private static final String DEAL = """
            {"id":"1001","properties":{"dealname":"Teapots","dealstage":"closedwon","closedate":"2026-11-23T10:00:00Z",
            "deal_currency_code":"EUR"},"associations":{"companies":{"results":[{"id":"77"}]},
            "line items":{"results":[{"id":"1"}]}}}""";
    private static final String COMPANY = """
            {"id":"77","properties":{"name":"Kännchen GmbH","country":"Germany","city":"Berlin","domain":null}}""";
    private static final String CONTACT =
            "{\"id\":\"5\",\"properties\":{\"email\":\"ada@kaennchen.example\",\"firstname\":\"Ada\",\"lastname\":null}}";
    private static final String LINE =
            "{\"id\":\"1\",\"properties\":{\"name\":\"Teapot\",\"hs_sku\":\"SKU-1\",\"quantity\":\"3\",\"price\":\"49.90\"}}";

    private static HubspotRecord record(String json) {
        try {
            return new HubspotRecord(new ObjectMapper().readTree(json));
        } catch (JsonProcessingException impossible) {
            throw new IllegalArgumentException(impossible);
        }
    }

    private static CrmEvent map(String deal, String company, String line) {
        return MAPPING.opportunity(record(deal), record(company), List.of(record(CONTACT)), List.of(record(line)));
    }

    private static String refusal(CrmEvent event) {
        return ((OpportunityRefused) event).reason();
    }

    @Test
    void aCompleteDealBecomesAnOpportunity() {
        var opportunity = ((OpportunityWon) map(DEAL, COMPANY, LINE)).opportunity();

        assertThat(opportunity.total()).isEqualTo(Money.of("149.70", "EUR"));
        assertThat(opportunity.closedOn()).hasToString("2026-11-23");
        assertThat(opportunity.customer().billing().address().country()).isEqualTo("DE");
        assertThat(opportunity.customer().contacts().get(0).name()).isEqualTo("Ada");
    }

    @Test
    void aDiscountInPercentLowersTheUnitPriceToo() {
        var discounted = LINE.replace(
                "\"price\":\"49.90\"", "\"price\":\"49.90\",\"discount\":null,\"hs_discount_percentage\":\"33.33\"");
        var opportunity = ((OpportunityWon) map(DEAL, COMPANY, discounted)).opportunity();
        assertThat(opportunity.lines().get(0).unitPrice()).isEqualTo(Money.of("33.26833", "EUR"));
    }

    @Test
    void thePrimaryCompanyBuysWhateverOrderHubspotGives() {
        var partner = "{\"id\":\"66\",\"type\":\"deal_to_company_unlabeled\"}";
        var customer = "{\"id\":\"77\",\"type\":\"deal_to_company_unlabeled\"}";
        var primary = "{\"id\":\"77\",\"type\":\"deal_to_company\"}";
        for (var companies : List.of(
                List.of(partner, customer, primary), List.of(primary, customer, partner), List.of(customer, primary))) {
            var deal = record(DEAL.replace("{\"id\":\"77\"}", String.join(",", companies)));
            assertThat(MAPPING.beforeReadingFurther(deal)).isNull();
            assertThat(HubspotMapping.customerOf(deal)).contains("77");
        }

        var nobody = record(DEAL.replace("{\"id\":\"77\"}", partner + "," + customer));
        assertThat(refusal(MAPPING.beforeReadingFurther(nobody))).contains("none of them is its primary one");
    }

    @Test
    void theDayOfADealIsThatOfTheAccount() {
        var late = DEAL.replace("2026-11-23T10:00:00Z", "2026-11-24T01:09:44Z");
        assertThat(closedOn(MAPPING, late)).hasToString("2026-11-24");
        assertThat(closedOn(new HubspotMapping("emea", inZone("America/Phoenix")), late))
                .hasToString("2026-11-23");
    }

    private static LocalDate closedOn(HubspotMapping mapping, String deal) {
        var event = mapping.opportunity(record(deal), record(COMPANY), List.of(record(CONTACT)), List.of(record(LINE)));
        return ((OpportunityWon) event).opportunity().closedOn();
    }

    private static HubspotSettings inZone(String zone) {
        return new HubspotSettings(
                SETTINGS.wonStages(),
                SETTINGS.otherStages(),
                SETTINGS.orderNumberProperty(),
                SETTINGS.orderStatusProperty(),
                SETTINGS.correlationProperty(),
                SETTINGS.countryProperty(),
                SETTINGS.taxNumberProperty(),
                SETTINGS.skuProperty(),
                SETTINGS.paymentTermDays(),
                SETTINGS.mostLineItems(),
                SETTINGS.feedPage(),
                ZoneId.of(zone),
                SETTINGS.acceptedSignatures());
    }

    @Test
    void theOrderOfTheContactsIsNotHubspots() {
        var other = CONTACT.replace("\"5\"", "\"4\"").replace("ada@", "grace@");
        var one = MAPPING.opportunity(
                record(DEAL), record(COMPANY), List.of(record(CONTACT), record(other)), List.of(record(LINE)));
        var another = MAPPING.opportunity(
                record(DEAL), record(COMPANY), List.of(record(other), record(CONTACT)), List.of(record(LINE)));

        assertThat(one).isInstanceOf(OpportunityWon.class).isEqualTo(another);
    }

    @Test
    void aDiscountLowersTheUnitPrice() {
        var discounted = LINE.replace("\"price\":\"49.90\"", "\"price\":\"49.90\",\"discount\":\"9.90\"");
        var opportunity = ((OpportunityWon) map(DEAL, COMPANY, discounted)).opportunity();
        assertThat(opportunity.lines().get(0).unitPrice()).isEqualTo(Money.of("40", "EUR"));
    }

    @Test
    void whatCannotBeAnOrderIsRefusedInBusinessWords() {
        assertThat(refusal(map(DEAL.replace("EUR", "QQQ"), COMPANY, LINE))).isEqualTo("unknown currency 'QQQ'");
        assertThat(refusal(map(DEAL, COMPANY.replace("Germany", "Atlantis"), LINE)))
                .isEqualTo("the company's country 'Atlantis' is unknown");
        assertThat(refusal(map(DEAL, COMPANY.replace("\"country\":\"Germany\",", ""), LINE)))
                .isEqualTo("the company has no country");
        assertThat(refusal(map(DEAL, COMPANY, LINE.replace("49.90", "1e400"))))
                .isEqualTo("'1e400' is not a decimal number");
        assertThat(refusal(map(DEAL, COMPANY, LINE.replace("\"hs_sku\":\"SKU-1\",", ""))))
                .isEqualTo("line 'Teapot' has no product number");
        assertThat(refusal(map(DEAL.replace("2026-11-23T10:00:00Z", "soon"), COMPANY, LINE)))
                .isEqualTo("the deal's close date 'soon' is not a date");
        assertThat(refusal(map(DEAL.replace("Teapots", "Tea\\u0000pots"), COMPANY, LINE)))
                .isEqualTo("opportunity name contains characters that are no text");
    }

    @Test
    void theDealAloneSaysWhetherReadingFurtherIsWorthwhile() {
        assertThat(MAPPING.beforeReadingFurther(record(DEAL))).isNull();
        assertThat(MAPPING.beforeReadingFurther(record(DEAL.replace("closedwon", "contractsent"))))
                .isInstanceOf(OpportunityReopened.class);
        assertThat(refusal(MAPPING.beforeReadingFurther(record(DEAL.replace("closedwon", "invented")))))
                .contains("'invented' is unknown");
        assertThat(refusal(MAPPING.beforeReadingFurther(record(DEAL.replace("\"companies\"", "\"x\"")))))
                .isEqualTo("the deal has no company");
        assertThat(refusal(MAPPING.beforeReadingFurther(record(DEAL.replace("{\"id\":\"1\"}", "")))))
                .isEqualTo("the deal has no line items");
        var onSeveralPages = DEAL.replace(
                "{\"results\":[{\"id\":\"1\"}]}",
                "{\"results\":[{\"id\":\"1\"}],\"paging\":{\"next\":{\"after\":\"1\"}}}");
        assertThat(refusal(MAPPING.beforeReadingFurther(record(onSeveralPages))))
                .as("there are more than HubSpot tells at once")
                .isEqualTo("the deal has more than 500 line items");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"hs_position_on_quote\":\"7\","})
    void theOrderOfTheLinesIsNotHubspots(String position) {
        var line = LINE.replace("\"name\"", position + "\"name\"");
        var other =
                line.replace("{\"id\":\"1\"", "{\"id\":\"2\"").replace("7", "3").replace("SKU-1", "SKU-2");
        var one = MAPPING.opportunity(
                record(DEAL), record(COMPANY), List.of(record(CONTACT)), List.of(record(line), record(other)));
        var another = MAPPING.opportunity(
                record(DEAL), record(COMPANY), List.of(record(CONTACT)), List.of(record(other), record(line)));

        assertThat(one).isInstanceOf(OpportunityWon.class).isEqualTo(another);
        assertThat(((OpportunityWon) one).opportunity().lines().getFirst().productKey())
                .isEqualTo(position.isEmpty() ? "SKU-1" : "SKU-2");
    }

    @Test
    void aDealIsNumberedByItsLastChangeIfHubspotTellsIt() {
        var told = DEAL.replace("{\"id\":\"1001\"", "{\"id\":\"1001\",\"updatedAt\":\"2026-11-23T10:00:00.250Z\"");
        assertThat(record(told).edition())
                .isEqualTo(Instant.parse("2026-11-23T10:00:00.250Z").toEpochMilli());
        assertThat(record(told.replace("2026-11-23T10:00:00.250Z", "yesterday")).edition())
                .isNull();
        assertThat(record(DEAL).edition()).isNull();
    }

    @Test
    void aHundredThousandLineItemsAreRefusedUnread() {
        var many = IntStream.rangeClosed(1, 100_000)
                .mapToObj(id -> "{\"id\":\"" + id + "\"}")
                .collect(Collectors.joining(","));
        assertThat(refusal(MAPPING.beforeReadingFurther(record(DEAL.replace("{\"id\":\"1\"}", many)))))
                .isEqualTo("the deal has more than 500 line items");
    }
}
