package dev.entente.endtoend.kubernetes;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads objects as an API server does: what it does not know, lacks or cannot hold is a problem. */
final class Strictly {

    private static final Set<String> BUILT_IN =
            Set.of("", "apps", "batch", "policy", "networking.k8s.io", "autoscaling", "rbac.authorization.k8s.io");

    private Strictly() {}

    static boolean isBuiltIn(Manifest manifest) {
        return BUILT_IN.contains(manifest.group());
    }

    /** What is wrong with an object of Kubernetes' own, in the words of its model; empty when nothing is. */
    static Optional<String> problemOfBuiltIn(Manifest manifest) {
        try {
            Class.forName("io.kubernetes.client.openapi.models."
                            + manifest.version().substring(0, 1).toUpperCase(Locale.ROOT)
                            + manifest.version().substring(1) + manifest.kind())
                    .getMethod("fromJson", String.class)
                    .invoke(null, manifest.json().toString());
            return Optional.empty();
        } catch (InvocationTargetException refused) {
            return Optional.of(String.valueOf(refused.getCause().getMessage())
                    .lines()
                    .findFirst()
                    .orElse(""));
        } catch (ReflectiveOperationException unknown) {
            return Optional.of("there is no " + manifest.kind() + " in " + manifest.version());
        }
    }

    /** Whether schemas of custom resources are at hand. */
    static boolean hasSchemas() {
        var specs = System.getenv("ENTENTE_SPECS");
        return specs != null && Files.isDirectory(Path.of(specs, "crds"));
    }

    /** What is wrong with a custom resource by its schema; empty when nothing is. */
    static Optional<String> problemOfCustom(Manifest manifest) {
        var file = Path.of(System.getenv("ENTENTE_SPECS"), "crds", manifest.group())
                .resolve(manifest.kind().toLowerCase(Locale.ROOT) + "_" + manifest.version() + ".json");
        if (!Files.exists(file)) {
            return Optional.of("no schema of " + manifest.kind() + " " + manifest.version());
        }
        try {
            var schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(Files.readString(file), InputFormat.JSON);
            var problems = schema.validate(manifest.json().toString(), InputFormat.JSON);
            return problems.isEmpty()
                    ? Optional.empty()
                    : Optional.of(problems.stream().map(Object::toString).collect(Collectors.joining("; ")));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
