package dev.entente.erp.netsuite;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

import static org.assertj.core.api.Assertions.assertThat;

/** Times as an account tells them, about when its clocks are changed. */
class NetsuiteTimePropertiesTest {

    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration LONGEST_REPETITION = Duration.ofHours(2).plusSeconds(1);

    @Provide
    Arbitrary<ZoneId> zonesWithSummerTime() {
        return Arbitraries.of("America/Los_Angeles", "Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns")
                .map(ZoneId::of);
    }

    @Property
    void whichEverOfTwoEqualTimesIsMeantNothingIsPassedOver(
            @ForAll("zonesWithSummerTime") ZoneId zone,
            @ForAll @IntRange(max = 400) int day,
            @ForAll @IntRange(min = -10_800, max = 10_800) int seconds) {
        var change = zone.getRules().nextTransition(BEGIN.plus(Duration.ofDays(day)));
        var moment = change.getInstant().plusSeconds(seconds);

        var shown = NetsuiteOrderFeed.accountTime(moment, zone);

        assertThat(zone.getRules().getValidOffsets(shown))
                .isNotEmpty()
                .allSatisfy(offset ->
                        assertThat(shown.toInstant(offset)).isBetween(moment.minus(LONGEST_REPETITION), moment));
    }

    @Property
    void withoutSummerTimeItIsTheTimeThere(@ForAll @IntRange(max = 100_000_000) int seconds) {
        var zone = ZoneId.of("Asia/Tokyo");
        var moment = BEGIN.plusSeconds(seconds);

        assertThat(NetsuiteOrderFeed.accountTime(moment, zone).atZone(zone).toInstant())
                .isEqualTo(moment);
    }
}
