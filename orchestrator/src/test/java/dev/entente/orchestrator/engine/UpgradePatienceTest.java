package dev.entente.orchestrator.engine;

import org.junit.jupiter.api.Test;

import java.time.Instant;

import static org.assertj.core.api.Assertions.assertThat;

class UpgradePatienceTest {

    private static final Instant BEGIN = Instant.parse("2026-11-26T12:00:00Z");

    private final UpgradePatience patience = new UpgradePatience();

    private boolean lastsAfterSeconds(long seconds) {
        return patience.lasts(BEGIN.plusSeconds(seconds));
    }

    @Test
    void twoMinutesAreWaitedOnceAndNotForEachPieceOfWork() {
        assertThat(lastsAfterSeconds(0)).isTrue();
        assertThat(lastsAfterSeconds(119)).isTrue();
        assertThat(lastsAfterSeconds(120)).isFalse();
        assertThat(lastsAfterSeconds(500)).isFalse();
        assertThat(lastsAfterSeconds(1_000)).isFalse();
    }

    @Test
    void afterTenMinutesWithoutAnyTheNextUpgradeIsAnotherOne() {
        lastsAfterSeconds(0);
        assertThat(lastsAfterSeconds(600)).isFalse();
        assertThat(lastsAfterSeconds(1_201)).isTrue();
    }
}
