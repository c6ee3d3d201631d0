package dev.entente.contracts;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

class ArchitectureTest {

    private static final JavaClasses CONTRACTS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.entente.contracts");

    @Test
    void contractsDependOnNothingButJavaAndJackson() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages(
                        "dev.entente.contracts..", "java..", "com.fasterxml.jackson..", "org.jspecify..")
                .check(CONTRACTS);
    }

    @Test
    void contractsKnowNoVendor() {
        noClasses()
                .should()
                .haveNameMatching("(?i).*(hubspot|netsuite|zendesk|salesforce|odoo|tryton).*")
                .check(CONTRACTS);
    }
}
