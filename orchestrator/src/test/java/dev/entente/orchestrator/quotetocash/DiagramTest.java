package dev.entente.orchestrator.quotetocash;

import dev.entente.contracts.integration.IntegrationContract;
import dev.entente.orchestrator.machine.Diagram;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

class DiagramTest {

    private static final Path PAGE = Path.of("../docs/contracts/quote-to-cash.md");

    @Test
    void thePageInTheDocumentationIsTheTable() throws IOException {
        var page = Diagram.markdown(QuoteToCashMachine.under(IntegrationContract.load(QuoteToCashMachine.WORKFLOW)));
        if (Boolean.getBoolean("documents.write")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, page, StandardCharsets.UTF_8);
        }
        assertThat(PAGE).as("./entente docs writes it anew").content().isEqualTo(page);
    }
}
