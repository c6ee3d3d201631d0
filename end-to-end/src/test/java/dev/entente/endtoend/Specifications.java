package dev.entente.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The vendors' published specifications, found through {@code ENTENTE_SPECS}; nothing of them is kept here. */
final class Specifications {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DRAFT = "https://json-schema.org/draft/2020-12/schema";

    private final JsonNode zendesk;
    private final JsonNode netsuite;
    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private final Map<String, Schema> schemas = new HashMap<>();

    private Specifications(Path folder) {
        this.zendesk = read(folder.resolve("zendesk/zendesk-support.oas.json"));
        this.netsuite = read(folder.resolve("netsuite/customer.schema.json"));
    }

    /** Empty when there are none on this machine. */
    static Optional<Specifications> find() {
        return Optional.ofNullable(System.getenv("ENTENTE_SPECS"))
                .map(Path::of)
                .filter(Files::isDirectory)
                .map(Specifications::new);
    }

    /** What a body breaks of a schema of Zendesk's OpenAPI document. */
    List<String> zendesk(String schema, String body) {
        return errors("zendesk/" + schema, zendesk, "#/components/schemas/" + schema, "components", body);
    }

    /** What a body breaks of NetSuite's record schema, attributes included that the record does not have. */
    List<String> netsuiteCustomer(String body) {
        var errors = new ArrayList<>(errors("netsuite/Customer", netsuite, "#/$defs/Customer", "$defs", body));
        var known = netsuite.path("$defs").path("Customer").path("properties");
        parse(body).fieldNames().forEachRemaining(name -> {
            if (!known.has(name)) {
                errors.add("a customer has no attribute " + name);
            }
        });
        return errors;
    }

    private List<String> errors(String key, JsonNode document, String reference, String definitions, String body) {
        var schema = schemas.computeIfAbsent(key, unused -> {
            ObjectNode root = JSON.createObjectNode().put("$schema", DRAFT).put("$ref", reference);
            root.set(definitions, document.path(definitions));
            return registry.getSchema(root.toString());
        });
        return schema.validate(body, InputFormat.JSON).stream()
                .map(error -> key + ": " + error)
                .toList();
    }

    private static JsonNode parse(String body) {
        try {
            return JSON.readTree(body);
        } catch (IOException malformed) {
            throw new UncheckedIOException(malformed);
        }
    }

    private static JsonNode read(Path file) {
        try {
            return JSON.readTree(file.toFile());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
