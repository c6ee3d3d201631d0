package dev.entente.orchestrator.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.entente.contracts.integration.IntegrationContract;
import dev.entente.contracts.message.ContractJson;
import dev.entente.orchestrator.engine.Operations.StateData;
import dev.entente.orchestrator.engine.Operations.UnreadableData;
import dev.entente.orchestrator.quotetocash.QuoteToCashMachine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CorrectionTest {

    private static final StateCodec CODEC =
            new StateCodec(QuoteToCashMachine.under(IntegrationContract.load(QuoteToCashMachine.WORKFLOW)));
    private static final StateData PRESENT = new StateData("quote-to-cash", 1, "AwaitingMappings", sample().toString());

    @Test
    void aPatchChangesWhatItNamesAndNothingElse() throws IOException {
        var corrected = patched("""
                {"opportunity": {"customer": {"name": "Tea and Company"}}}""");

        var expected = (ObjectNode) sample();
        ((ObjectNode) expected.at("/opportunity/customer")).put("name", "Tea and Company");
        assertThat(corrected).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"opportunity": {"customer": null}}              | opportunity.customer is missing
            {"missing": null}                                | missing is missing
            {"opportunity": {"customer": {"nickname": "T"}}} | opportunity.customer.nickname is not known
            {"opportunity": {"name": ""}}                    | name""")
    void whatIsTakenAwayUnknownOrWrongIsRefusedByName(String patch, String says) {
        assertThatThrownBy(() -> patched(patch))
                .isInstanceOf(UnreadableData.class)
                .hasMessageContaining(says);
    }

    private static JsonNode patched(String patch) throws IOException {
        var tree = ContractJson.mapper().readValue(patch, ObjectNode.class);
        return ContractJson.mapper().readTree(CODEC.json(Correction.patched(CODEC, PRESENT, tree)));
    }

    private static JsonNode sample() {
        try {
            var corpus = Path.of("src/test/resources/stored-states/quote-to-cash/2.json");
            return ContractJson.mapper().readTree(corpus.toFile()).path("AwaitingMappings");
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }
}
