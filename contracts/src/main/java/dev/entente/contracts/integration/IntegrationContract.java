package dev.entente.contracts.integration;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.entente.contracts.failure.Failure;
import dev.entente.contracts.model.Require;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

/**
 * All that is agreed about one workflow, in the file {@code integration-contracts/<workflow>.yaml}. The orchestrator
 * reads it at start and refuses to start with a contract that does not cover its steps.
 *
 * @param payload which message types it starts with and understands
 * @param failures what happens for each class of {@link Failure}
 * @param steps by step name
 */
public record IntegrationContract(
        String workflow,
        int version,
        String owner,
        Payload payload,
        ValidationRules validation,
        Map<String, FailureBehaviour> failures,
        Map<String, StepContract> steps) {

    public IntegrationContract {
        Require.text(workflow, 64, "workflow");
        Require.that(version >= 1, "version is less than 1");
        Require.text(owner, 128, "owner");
        Require.present(payload, "payload");
        Require.present(validation, "validation");
        failures = Map.copyOf(Require.present(failures, "failures"));
        steps = Map.copyOf(Require.present(steps, "steps"));
        for (var kind : List.of("transient", "throttled", "denied", "invalid", "poison")) {
            Require.that(failures.containsKey(kind), "failures does not say what to do about " + kind);
        }
    }

    /** @param startsWith the type that starts an instance */
    public record Payload(String startsWith, List<String> alsoUnderstands) {}

    /** @throws IllegalArgumentException if the contract has no such step */
    public StepContract step(String name) {
        var step = steps.get(name);
        if (step == null) {
            throw new IllegalArgumentException("the contract of " + workflow + " has no step '" + name + "'");
        }
        return step;
    }

    /** What this contract says about a failure. */
    public FailureBehaviour on(Failure failure) {
        return Require.present(failures.get(failure.kind()), "behaviour for " + failure.kind());
    }

    /**
     * Reads the contract of a workflow from the class path.
     *
     * @throws IllegalArgumentException if there is none, or it breaks a rule
     */
    public static IntegrationContract load(String workflow) {
        var resource = "integration-contracts/" + workflow + ".yaml";
        try (var file = IntegrationContract.class.getClassLoader().getResourceAsStream(resource)) {
            if (file == null) {
                throw new IllegalArgumentException("no " + resource + " on the class path");
            }
            return read(file);
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(resource + " cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    /** @throws IOException if the stream is not a contract; unknown settings are refused, not ignored */
    static IntegrationContract read(InputStream yaml) throws IOException {
        return mapper().readValue(yaml, IntegrationContract.class);
    }

    private static ObjectMapper mapper() {
        return YAMLMapper.builder()
                .addModule(new JavaTimeModule())
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
    }
}
