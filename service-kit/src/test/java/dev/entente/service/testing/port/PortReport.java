package dev.entente.service.testing.port;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/**
 * Writes {@code target/port-contract/<test class>.tsv}: each property and how many tests showed it, or that one failed.
 * {@code ./entente test} makes one table of these files.
 */
public final class PortReport implements BeforeAllCallback, AfterTestExecutionCallback, AfterAllCallback {

    private final Map<Property, Integer> shown = new EnumMap<>(Property.class);
    private final Map<Property, Integer> failed = new EnumMap<>(Property.class);

    @Override
    public void beforeAll(ExtensionContext context) {
        shown.clear();
        failed.clear();
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        var shows = context.getRequiredTestMethod().getAnnotation(Shows.class);
        if (shows != null) {
            (context.getExecutionException().isPresent() ? failed : shown).merge(shows.value(), 1, Integer::sum);
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        if (shown.isEmpty() && failed.isEmpty()) {
            return;
        }
        var lines = new StringBuilder();
        for (var property : Property.values()) {
            var result = failed.containsKey(property)
                    ? "FAILED"
                    : shown.containsKey(property) ? Integer.toString(shown.get(property)) : "–";
            lines.append(property.sentence()).append('\t').append(result).append('\n');
        }
        var folder = Files.createDirectories(Path.of("target/port-contract"));
        Files.writeString(
                folder.resolve(context.getRequiredTestClass().getSimpleName().replace("PortIT", "") + ".tsv"), lines);
    }
}
