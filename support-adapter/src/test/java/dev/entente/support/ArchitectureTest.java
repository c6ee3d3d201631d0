package dev.entente.support;

import dev.entente.service.testing.AdapterRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final AdapterRules RULES = new AdapterRules("dev.entente.support");

    @Test
    void nobodyOutsideAVendorsPackageKnowsIt() {
        RULES.nobodyOutsideAVendorsPackageKnowsIt("zendesk");
        RULES.nobodyOutsideAVendorsPackageKnowsIt("requesttracker");
    }

    @Test
    void itKnowsNeitherTheOrchestratorNorAnotherAdapter() {
        RULES.itKnowsNeitherTheOrchestratorNorAnotherAdapter();
    }

    @Test
    void timeComesFromTheClockThatWasHandedIn() {
        RULES.timeComesFromTheClockThatWasHandedIn();
    }

    @Test
    void dependenciesAreHandedToConstructors() {
        RULES.dependenciesAreHandedToConstructors();
    }
}
