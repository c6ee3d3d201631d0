package dev.entente.adapter.records;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ProgressTest {

    private final Progress progress = new Progress();

    @Test
    void isThroughUpToTheFirstThatHasNotEnded() {
        progress.begun(7);
        progress.begun(8);
        progress.begun(11);
        assertThat(progress.through()).isEqualTo(7);

        progress.ended(8);
        assertThat(progress.through()).isEqualTo(7);

        progress.ended(7);
        assertThat(progress.through())
                .as("8 has ended, and Kafka has no 9 and 10 for us")
                .isEqualTo(11);

        progress.ended(11);
        assertThat(progress.through()).as("the next to come").isEqualTo(12);
    }
}
