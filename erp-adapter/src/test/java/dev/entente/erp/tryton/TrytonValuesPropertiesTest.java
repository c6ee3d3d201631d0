package dev.entente.erp.tryton;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.entente.adapter.http.VendorFailure;
import dev.entente.contracts.failure.Failure;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.function.Supplier;

import static org.assertj.core.api.Assertions.assertThat;

/** Tryton's typed values, both ways and broken. */
class TrytonValuesPropertiesTest {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    @Property
    void aDecimalComesBackToTheLastDigit(@ForAll BigDecimal decimal) {
        assertThat(TrytonValues.decimal(TrytonValues.of(decimal))).isEqualByComparingTo(decimal);
    }

    @Property
    void aDayComesBackAsThatDay(@ForAll @LongRange(min = 0, max = 100_000) long day) {
        var date = LocalDate.ofEpochDay(day);

        assertThat(TrytonValues.date(TrytonValues.of(date))).isEqualTo(date);
    }

    @Property
    void aMomentComesBackToTheMicrosecond(@ForAll @LongRange(min = 0, max = 4_000_000_000_000_000L) long micros) {
        var moment = Instant.EPOCH.plusNanos(micros * 1000);

        assertThat(TrytonValues.moment(TrytonValues.of(moment))).isEqualTo(moment);
    }

    @Property(tries = 1000)
    void whateverIsBrokenIsAnAnswerThatNobodyUnderstands(
            @ForAll("parts") String part, @ForAll int number, @ForAll String text) {
        for (var broken : new JsonNode[] {JSON.numberNode(number), JSON.textNode(text), JSON.nullNode()}) {
            var value = JSON.objectNode()
                    .put("year", 2026)
                    .put("month", 11)
                    .put("day", 23)
                    .put("hour", 10)
                    .put("decimal", "49.90");
            value.set(part, broken);

            isOrIsPoison(() -> TrytonValues.date(value));
            isOrIsPoison(() -> TrytonValues.moment(value));
            isOrIsPoison(() -> TrytonValues.decimal(value));
            isOrIsPoison(() -> TrytonValues.decimalOrZero(broken));
        }
    }

    private static void isOrIsPoison(Supplier<Object> reading) {
        try {
            assertThat(reading.get()).isNotNull();
        } catch (VendorFailure refused) {
            assertThat(refused.failure()).isInstanceOf(Failure.Poison.class);
        }
    }

    @Provide
    Arbitrary<String> parts() {
        return Arbitraries.of("year", "month", "day", "hour", "minute", "second", "microsecond", "decimal");
    }
}
