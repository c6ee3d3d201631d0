package dev.entente.contracts.message;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class IntentTest {

    @Test
    void whatIsWrittenIsRead() {
        assertThat(Intent.parse(new Intent("a:b", 17).toString())).contains(new Intent("a:b", 17));
    }

    @Test
    void anIntentOfAnotherFormBelongsToNoFlow() {
        assertThat(Intent.parse("7")).isEmpty();
        assertThat(Intent.parse("flow:")).isEmpty();
        assertThat(Intent.parse("flow:-1")).isEmpty();
        assertThat(Intent.parse("flow:12345678901")).isEmpty();
    }
}
