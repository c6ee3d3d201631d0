package dev.entente.adapter.http;

import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

import static org.assertj.core.api.Assertions.assertThat;

class VendorClockTest {

    private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");
    private static final Duration FAST = Duration.ofMinutes(10);

    private final VendorClock clock = new VendorClock(Clock.fixed(NOON.plus(FAST), ZoneOffset.UTC));

    @Test
    void itIsTakenToShowWhatOursShowsUntilAnAnswerSaysOtherwise() {
        assertThat(clock.now()).isEqualTo(NOON.plus(FAST));

        clock.answered(NOON);

        assertThat(clock.now()).isEqualTo(NOON);
    }

    @Test
    void aMomentIsReadByWhatIsKnownWhenItIsAskedFor() {
        var asked = clock.moment();

        clock.answered(NOON);

        assertThat(asked.get()).isEqualTo(NOON);
    }

    @Test
    void aMomentIsNoLaterThanByOurOwnClock() {
        var asked = clock.moment();

        clock.answered(NOON.plus(FAST).plus(FAST));

        assertThat(asked.get()).isEqualTo(NOON.plus(FAST));
    }
}
