package dev.entente.orchestrator;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.entente.service.testing.MeterRules;
import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

class ArchitectureTest {

    private static final JavaClasses ORCHESTRATOR = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.entente.orchestrator");

    @Test
    void machinesArePure() {
        noClasses()
                .that()
                .resideInAPackage("..machine..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io..", "jakarta..", "org.hibernate..", "org.eclipse..", "dev.entente.service..")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .check(ORCHESTRATOR);
    }

    @Test
    void statesRulesAndTheTableOfQuoteToCashArePure() {
        noClasses()
                .that()
                .resideInAPackage("..quotetocash..")
                .and()
                .haveSimpleNameNotEndingWith("Workflow")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io..", "jakarta..", "org.hibernate..", "dev.entente.service..")
                .check(ORCHESTRATOR);
    }

    @Test
    void theEngineKnowsNoWorkflow() {
        noClasses()
                .that()
                .resideInAPackage("..engine..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.entente.orchestrator.quotetocash..",
                        "dev.entente.orchestrator.reference..",
                        "dev.entente.orchestrator.api..")
                .check(ORCHESTRATOR);
    }

    @Test
    void timeComesFromTheClockThatWasHandedIn() {
        noClasses()
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(LocalDate.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(ORCHESTRATOR);
    }

    @Test
    void nobodyKnowsAnAdapterOrAVendor() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.entente.adapter..", "dev.entente.crm..", "dev.entente.erp..", "dev.entente.support..")
                .orShould()
                .haveNameMatching("(?i).*(hubspot|netsuite|zendesk).*")
                .check(ORCHESTRATOR);
    }

    @Test
    void metersAreMadeByTheCatalogueAlone() {
        MeterRules.metersAreMadeByTheCatalogueAlone("dev.entente.orchestrator", "dev.entente.service");
    }

    @Test
    void dependenciesAreHandedToConstructors() {
        fields().should().notBeAnnotatedWith("jakarta.inject.Inject").check(ORCHESTRATOR);
    }
}
