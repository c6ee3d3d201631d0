package dev.entente.service.testing;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.micrometer.core.instrument.MeterRegistry;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/** What is measured stands in the catalogue of metrics. */
public final class MeterRules {

    private MeterRules() {}

    /** @param packages with what is below them */
    public static void metersAreMadeByTheCatalogueAlone(String... packages) {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.entente.service.metrics..")
                .should()
                .callMethodWhere(target(owner(assignableTo(MeterRegistry.class)))
                        .and(target(nameMatching("counter|timer|gauge|gaugeCollectionSize|gaugeMapSize|summary|more"))))
                .check(new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages(packages));
    }
}
