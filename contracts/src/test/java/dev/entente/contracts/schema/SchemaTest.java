package dev.entente.contracts.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.entente.contracts.Samples;
import dev.entente.contracts.message.ContractJson;
import dev.entente.contracts.message.MessageCatalogue;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The schemas that are checked in are those of the records, and nothing changes that an older reader or writer could not
 * live with. {@code ./entente docs} writes them anew; {@code released} holds what the last release promised.
 */
class SchemaTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path PRESENT = Path.of("src/main/resources/schemas");
    private static final Path RELEASED = Path.of("src/test/resources/schemas-released");

    /** {@code ./entente docs}; a released schema is written once and never again. */
    @BeforeAll
    static void writeAnewIfAsked() throws IOException {
        if (!Boolean.getBoolean("documents.write")) {
            return;
        }
        Files.createDirectories(PRESENT);
        Files.createDirectories(RELEASED);
        for (var type : MessageCatalogue.types().entrySet()) {
            Files.writeString(file(PRESENT, type.getKey()), text(type.getValue()), StandardCharsets.UTF_8);
            if (!Files.exists(file(RELEASED, type.getKey()))) {
                Files.copy(file(PRESENT, type.getKey()), file(RELEASED, type.getKey()));
            }
        }
    }

    @Test
    void theCheckedInSchemasAreThoseOfTheRecords() throws IOException {
        for (var type : MessageCatalogue.types().entrySet()) {
            assertThat(file(PRESENT, type.getKey()))
                    .as("./entente docs writes it anew")
                    .content()
                    .isEqualTo(text(type.getValue()));
        }
    }

    @Test
    void nothingChangedThatARollingUpgradeCouldNotLiveWith() throws IOException {
        for (var type : MessageCatalogue.types().keySet()) {
            assertThat(file(RELEASED, type))
                    .as("a new type is released with its first schema")
                    .exists();
            assertThat(Compatibility.breaks(read(file(RELEASED, type)), read(file(PRESENT, type))))
                    .as(type)
                    .isEmpty();
        }
    }

    @Test
    void everySampleFollowsItsSchema() throws IOException {
        var registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
        for (var message : Samples.all()) {
            var schema =
                    registry.getSchema(Files.readString(PRESENT.resolve(MessageCatalogue.typeOf(message) + ".json")));
            var json = new String(ContractJson.write(message), StandardCharsets.UTF_8);
            assertThat(schema.validate(json, com.networknt.schema.InputFormat.JSON))
                    .as(json)
                    .isEmpty();
        }
    }

    @Test
    void anIncompatibleChangeIsRefusedWhicheverItIs() throws IOException {
        var released = (ObjectNode) read(PRESENT.resolve("dev.entente.order.cancel.v1.json"));

        var removed = released.deepCopy();
        ((ObjectNode) removed.path("properties")).remove("reason");
        assertThat(Compatibility.breaks(released, removed)).anyMatch(text -> text.contains("reason was removed"));

        var retyped = released.deepCopy();
        retyped.withObject("/properties/reason").put("type", "integer");
        assertThat(Compatibility.breaks(released, retyped)).anyMatch(text -> text.contains("changed its type"));

        var demanding = released.deepCopy();
        demanding.withObject("/properties/haste").put("type", "string");
        ((ArrayNode) demanding.path("required")).add("haste");
        assertThat(Compatibility.breaks(released, demanding)).anyMatch(text -> text.contains("must be present now"));

        var generous = released.deepCopy();
        generous.withObject("/properties/haste").put("type", "string");
        assertThat(Compatibility.breaks(released, generous)).isEmpty();
    }

    private static Path file(Path directory, String type) {
        return directory.resolve(type + ".json");
    }

    private static String text(Class<?> record) throws IOException {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(Schemas.of(record)) + "\n";
    }

    private static JsonNode read(Path file) throws IOException {
        return JSON.readTree(Files.readString(file, StandardCharsets.UTF_8));
    }
}
