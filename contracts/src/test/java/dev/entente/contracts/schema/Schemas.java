package dev.entente.contracts.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jackson.JacksonModule;
import com.github.victools.jsonschema.module.jackson.JacksonOption;
import dev.entente.contracts.model.Money;
import dev.entente.contracts.model.OrderKey;
import dev.entente.contracts.model.Quantity;
import dev.entente.contracts.model.TicketKey;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.util.Currency;
import java.util.Map;

/** Makes the JSON Schema of a message record. */
final class Schemas {

    private static final Map<Class<?>, String> TEXTS = Map.of(
            Currency.class, "^[A-Z]{3}$",
            LocalDate.class, "^\\d{4}-\\d{2}-\\d{2}$",
            Period.class, "^P.+$",
            Duration.class, "^P.+$",
            Quantity.class, "^-?\\d+(\\.\\d+)?$",
            Instant.class, "^\\d{4}-\\d{2}-\\d{2}T.+Z$",
            OrderKey.class, "^[A-Za-z0-9_-]{1,35}$",
            TicketKey.class, "^[A-Za-z0-9_-]{1,35}$");

    private Schemas() {}

    static JsonNode of(Class<?> record) {
        var builder = new SchemaGeneratorConfigBuilder(SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
                .with(new JacksonModule(JacksonOption.FLATTENED_ENUMS_FROM_JSONPROPERTY))
                .with(
                        Option.DEFINITIONS_FOR_ALL_OBJECTS,
                        Option.PLAIN_DEFINITION_KEYS,
                        Option.NULLABLE_FIELDS_BY_DEFAULT)
                .without(Option.NULLABLE_FIELDS_BY_DEFAULT);
        builder.forFields()
                .withRequiredCheck(
                        field -> !field.getRawMember().getAnnotatedType().isAnnotationPresent(Nullable.class));
        builder.forTypesInGeneral().withCustomDefinitionProvider((type, context) -> {
            var pattern = TEXTS.get(type.getErasedType());
            if (pattern != null) {
                return new com.github.victools.jsonschema.generator.CustomDefinition(
                        context.getGeneratorConfig()
                                .createObjectNode()
                                .put("type", "string")
                                .put("pattern", pattern),
                        true);
            }
            if (type.getErasedType() == Money.class) {
                var money = context.getGeneratorConfig().createObjectNode().put("type", "object");
                var properties = money.putObject("properties");
                properties.putObject("amount").put("type", "string").put("pattern", "^-?\\d+(\\.\\d+)?$");
                properties.putObject("currency").put("type", "string").put("pattern", TEXTS.get(Currency.class));
                money.putArray("required").add("amount").add("currency");
                return new com.github.victools.jsonschema.generator.CustomDefinition(money);
            }
            return type.getErasedType() == BigDecimal.class
                    ? new com.github.victools.jsonschema.generator.CustomDefinition(
                            context.getGeneratorConfig().createObjectNode().put("type", "number"), true)
                    : null;
        });
        return new SchemaGenerator(builder.build()).generateSchema(record);
    }
}
