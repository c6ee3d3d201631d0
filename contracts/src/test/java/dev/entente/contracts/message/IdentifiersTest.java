package dev.entente.contracts.message;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class IdentifiersTest {

    @Test
    void theSameCauseYieldsTheSameIdentifierWhoeverAsks() {
        // Computed once; a change here would make every stored identifier a stranger.
        assertThat(Identifiers.correlation("emea", "opportunity", "5")).isEqualTo("1ikdp891hjcrlqkhaov2q2ka0d");
        assertThat(Identifiers.derive("a", "bc")).isNotEqualTo(Identifiers.derive("ab", "c"));
        assertThat(Identifiers.derive("ü")).matches("[0-9a-v]{26}");
    }
}
