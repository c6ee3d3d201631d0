package dev.entente.orchestrator.quotetocash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.entente.contracts.integration.IntegrationContract;
import dev.entente.contracts.message.ContractJson;
import dev.entente.contracts.message.UnreadableMessage;
import dev.entente.orchestrator.machine.Machine;
import dev.entente.orchestrator.machine.State;
import dev.entente.orchestrator.machine.StateDefinition;
import dev.entente.orchestrator.machine.StoredState;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * States as every definition so far has stored them, in {@code src/test/resources/stored-states}, and the commands that they sent: all
 * of them can be read, mean what they meant, and send what they sent. The files of earlier definitions are never changed.
 */
class StoredStatesTest {

    private static final Path CORPUS = Path.of("src/test/resources/stored-states/quote-to-cash");

    private final Machine machine = QuoteToCashMachine.under(IntegrationContract.load(QuoteToCashMachine.WORKFLOW));
    private final Map<String, State> states = States.all().stream()
            .collect(Collectors.toMap(state -> state.getClass().getSimpleName(), Function.identity()));

    @Test
    void everyStateHasASample() {
        assertThat(states.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        machine.states().stream().map(StateDefinition::name).toList());
    }

    @Test
    void whatEarlierDefinitionsStoredIsReadAsWhatItWas() {
        IntStream.range(1, machine.version())
                .forEach(version -> corpus(version).forEach((name, data) -> {
                    var present = machine.upcast(new StoredState(name, data.deepCopy()), version);
                    var expected = states.get(present.name());
                    assertThat(expected)
                            .as("%s of definition %d", name, version)
                            .isNotNull();
                    assertThat(read(present.data(), expected.getClass()))
                            .as("%s of definition %d", name, version)
                            .isEqualTo(expected);
                }));
    }

    /** A change of what is stored is a new definition, with an upcast from the one before. */
    @Test
    void thePresentDefinitionStoresWhatItsCorpusSays() throws IOException {
        if (Boolean.getBoolean("documents.write")) {
            write(file(machine.version()), written());
        }
        assertThat(corpus(machine.version())).isEqualTo(written());
    }

    /**
     * The same intent with another payload is taken for a defect by the adapter that knows it already, and would be for ever: the step could
     * neither be done nor be told how it ended. A new attribute of a command belongs into the state too, where it is absent in what was
     * stored before.
     */
    @Test
    void whatWasStoredSendsByteForByteWhatItSentThen() throws IOException {
        if (Boolean.getBoolean("documents.write")) {
            write(commandsFile(machine.version()), sent(machine.version()));
        }
        for (int version = 1; version <= machine.version(); version++) {
            var then = new TreeMap<String, String>();
            tree(Files.readAllBytes(commandsFile(version)))
                    .properties()
                    .forEach(command ->
                            then.put(command.getKey(), command.getValue().asText()));
            assertThat(sent(version)).as("by definition %d", version).isEqualTo(then);
        }
    }

    /** The command of each state in the corpus of a definition that sends one, as the present definition makes it. */
    private Map<String, String> sent(int version) {
        var sent = new TreeMap<String, String>();
        corpus(version).forEach((name, data) -> {
            var present = machine.upcast(new StoredState(name, data.deepCopy()), version);
            var type = Objects.requireNonNull(states.get(present.name())).getClass();
            machine.command((State) read(present.data(), type))
                    .ifPresent(
                            command -> sent.put(name, new String(ContractJson.write(command), StandardCharsets.UTF_8)));
        });
        return sent;
    }

    private static void write(Path file, Object content) throws IOException {
        Files.createDirectories(CORPUS);
        ContractJson.mapper().writerWithDefaultPrettyPrinter().writeValue(file.toFile(), content);
    }

    private static Path commandsFile(int version) {
        return CORPUS.resolve(version + ".commands.json");
    }

    private Map<String, ObjectNode> written() {
        var written = new TreeMap<String, ObjectNode>();
        states.forEach((name, state) -> written.put(name, tree(ContractJson.write(state))));
        return written;
    }

    private static Map<String, ObjectNode> corpus(int version) {
        try {
            var all = new TreeMap<String, ObjectNode>();
            tree(Files.readAllBytes(file(version)))
                    .properties()
                    .forEach(state -> all.put(state.getKey(), (ObjectNode) state.getValue()));
            return all;
        } catch (IOException missing) {
            throw new AssertionError("definition " + version + " has no corpus: " + missing.getMessage(), missing);
        }
    }

    private static Path file(int version) {
        return CORPUS.resolve(version + ".json");
    }

    private static ObjectNode tree(byte[] json) {
        try {
            return ContractJson.mapper().readValue(json, ObjectNode.class);
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    private static Object read(JsonNode data, Class<?> type) {
        try {
            return ContractJson.read(ContractJson.write(data), type);
        } catch (UnreadableMessage unreadable) {
            throw new AssertionError(unreadable.reason(), unreadable);
        }
    }
}
