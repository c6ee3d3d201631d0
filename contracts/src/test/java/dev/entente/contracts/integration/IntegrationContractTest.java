package dev.entente.contracts.integration;

import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import dev.entente.contracts.message.MessageCatalogue;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class IntegrationContractTest {

    @Test
    void theContractOfQuoteToCashNamesOnlyTypesThatExist() {
        var contract = IntegrationContract.load("quote-to-cash");
        var named = new ArrayList<>(contract.payload().alsoUnderstands());
        named.add(contract.payload().startsWith());

        assertThat(MessageCatalogue.types()).containsKeys(named.toArray(String[]::new));
    }

    @Test
    void everyStepHasAnOwner() {
        assertThat(IntegrationContract.load("quote-to-cash").steps().values())
                .isNotEmpty()
                .allSatisfy(step -> assertThat(step.owner()).isNotBlank());
    }

    @Test
    void delaysGrowUpToTheLongestAndJitterOnlyShortensThem() {
        var policy = new RetryPolicy(12, Duration.ofSeconds(1), 2, Duration.ofMinutes(5), 0.3);

        assertThat(policy.delayAfter(1, 0)).isEqualTo(Duration.ofSeconds(1));
        assertThat(policy.delayAfter(4, 0)).isEqualTo(Duration.ofSeconds(8));
        assertThat(policy.delayAfter(40, 0)).isEqualTo(Duration.ofMinutes(5));
        assertThat(policy.delayAfter(4, 0.999)).isBetween(Duration.ofMillis(5600), Duration.ofMillis(5610));
    }

    @Test
    void aContractWithASettingNobodyKnowsIsRefused() throws IOException {
        var misspelt = Files.readString(Path.of("src/main/resources/integration-contracts/quote-to-cash.yaml"))
                .replace("workflow: quote-to-cash", "workflow: quote-to-cash\nretires: 3");
        assertThatThrownBy(() ->
                        IntegrationContract.read(new ByteArrayInputStream(misspelt.getBytes(StandardCharsets.UTF_8))))
                .isInstanceOf(UnrecognizedPropertyException.class)
                .hasMessageContaining("retires");
        assertThatThrownBy(() -> IntegrationContract.load("tea-party")).hasMessageContaining("tea-party.yaml");
    }
}
