package dev.entente.crm;

import dev.entente.service.testing.AdapterRules;
import dev.entente.service.testing.MeterRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final AdapterRules RULES = new AdapterRules("dev.entente.crm");

    @Test
    void nobodyOutsideAVendorsPackageKnowsIt() {
        RULES.nobodyOutsideAVendorsPackageKnowsIt("hubspot");
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
        MeterRules.metersAreMadeByTheCatalogueAlone("dev.entente.crm", "dev.entente.adapter");
    }

    @Test
    void dependenciesAreHandedToConstructors() {
        RULES.dependenciesAreHandedToConstructors();
    }
}
