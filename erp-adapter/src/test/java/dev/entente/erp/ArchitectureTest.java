package dev.entente.erp;

import dev.entente.service.testing.AdapterRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final AdapterRules RULES = new AdapterRules("dev.entente.erp");

    @Test
    void nobodyOutsideAVendorsPackageKnowsIt() {
        RULES.nobodyOutsideAVendorsPackageKnowsIt("netsuite");
        RULES.nobodyOutsideAVendorsPackageKnowsIt("tryton");
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
