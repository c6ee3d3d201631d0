package dev.entente.service.testing;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import java.time.Instant;
import java.time.LocalDate;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/** What holds for every adapter, as sentences. */
public final class AdapterRules {

    private final String adapter;
    private final JavaClasses classes;

    /** @param adapter the adapter's root package, for example {@code dev.entente.crm} */
    public AdapterRules(String adapter) {
        this.adapter = adapter;
        this.classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(adapter);
    }

    public void nobodyOutsideAVendorsPackageKnowsIt(String vendor) {
        noClasses()
                .that()
                .resideOutsideOfPackage(adapter + "." + vendor + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(adapter + "." + vendor + "..")
                .check(classes);
    }

    public void itKnowsNeitherTheOrchestratorNorAnotherAdapter() {
        noClasses().should().dependOnClassesThat().resideInAnyPackage(others()).check(classes);
    }

    public void timeComesFromTheClockThatWasHandedIn() {
        noClasses()
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(LocalDate.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(classes);
    }

    public void dependenciesAreHandedToConstructors() {
        fields().should().notBeAnnotatedWith("jakarta.inject.Inject").check(classes);
    }

    private String[] others() {
        return java.util.stream.Stream.of(
                        "dev.entente.crm",
                        "dev.entente.erp",
                        "dev.entente.support",
                        "dev.entente.orchestrator",
                        "dev.entente.sandbox")
                .filter(other -> !other.equals(adapter))
                .map(other -> other + "..")
                .toArray(String[]::new);
    }
}
