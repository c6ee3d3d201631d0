package dev.entente.erp.netsuite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.entente.adapter.http.VendorFailure;
import dev.entente.contracts.failure.Failure;
import dev.entente.contracts.model.InvoiceSchedule;
import dev.entente.contracts.model.Money;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Currency;
import java.util.function.Supplier;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever NetSuite says of an order. */
class NetsuiteOrdersPropertiesTest {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Currency EURO = Money.currency("EUR");

    @Property(tries = 500)
    void whatIsDueIsWhatIsOwedToTheLastDigitOnTheDayOfTheTerms(
            @ForAll @BigRange(min = "0", max = "1e12") @Scale(4) BigDecimal net,
            @ForAll @BigRange(min = "0", max = "1e12") @Scale(2) BigDecimal tax,
            @ForAll @IntRange(max = 365) int days) {
        var record = JSON.objectNode()
                .put("tranDate", "2026-11-23")
                .put("subtotal", net)
                .put("taxTotal", tax);

        var schedule = NetsuiteOrders.schedule(record, EURO, days);

        assertThat(schedule.installments()).singleElement().satisfies(one -> {
            assertThat(one.amount()).isEqualTo(new Money(net.add(tax), EURO));
            assertThat(one.due()).isEqualTo(LocalDate.of(2026, 11, 23).plusDays(days));
        });
    }

    @Property(tries = 1000)
    void whateverStandsInAFieldIsAScheduleOrAnAnswerThatNobodyUnderstands(
            @ForAll("fields") String field, @ForAll("values") JsonNode value) {
        var record = JSON.objectNode()
                .put("tranDate", "2026-11-23")
                .put("subtotal", 1)
                .put("taxTotal", 0);
        record.set(field, value);

        isOrIsPoison(InvoiceSchedule.class, () -> NetsuiteOrders.schedule(record, EURO, 30));
    }

    @Property(tries = 1000)
    void anyWordIsAStatusOrOneThatNobodyUnderstands(@ForAll("values") JsonNode status) {
        isOrIsPoison(Object.class, () -> NetsuiteOrders.status(JSON.objectNode().set("status", status)));
        isOrIsPoison(
                Object.class,
                () -> NetsuiteOrders.status(
                        JSON.objectNode().set("status", JSON.objectNode().set("id", status))));
    }

    private static void isOrIsPoison(Class<?> type, Supplier<Object> mapping) {
        try {
            assertThat(mapping.get()).isInstanceOf(type);
        } catch (VendorFailure refused) {
            assertThat(refused.failure()).isInstanceOf(Failure.Poison.class);
        }
    }

    @Provide
    Arbitrary<String> fields() {
        return Arbitraries.of("tranDate", "subtotal", "taxTotal");
    }

    @Provide
    Arbitrary<JsonNode> values() {
        return Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(12).map(JSON::textNode),
                Arbitraries.of("pendingFulfillment", "H", "2026-02-30", "2026-1-1", "12.5", "")
                        .map(JSON::textNode),
                Arbitraries.doubles().between(-1e12, 1e12).ofScale(4).map(JSON::numberNode),
                Arbitraries.of(JSON.nullNode(), JSON.booleanNode(true), JSON.arrayNode(), JSON.objectNode()));
    }
}
