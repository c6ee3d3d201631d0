package dev.entente.support;

import dev.entente.service.testing.AdapterRules;
import dev.entente.service.testing.MeterRules;
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
    void metersAreMadeByTheCatalogueAlone() {
        MeterRules.metersAreMadeByTheCatalogueAlone("dev.entente.support", "dev.entente.adapter");
    }

    @Test
    void dependenciesAreHandedToConstructors() {
        RULES.dependenciesAreHandedToConstructors();
    }
}
