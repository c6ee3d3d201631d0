package dev.entente.adapter.connection;

import dev.entente.service.reactive.Infrastructure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SecretFileTest {

    @TempDir
    Path directory;

    @Test
    void aSecretIsReadAgainWhenItsFileChanges() throws IOException {
        var file = Files.writeString(directory.resolve("token"), " first\n");
        var secret = new SecretFile(file);
        assertThat(secret.value()).isEqualTo("first");

        Files.writeString(file, "second");
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(1)));

        assertThat(secret.value()).isEqualTo("second");
    }

    /** Waiting would hold up other connections, and nobody would be told. */
    @Test
    void aSecretThatCannotBeReadIsNoSystemThatIsAway() throws IOException {
        var missing = new SecretFile(directory.resolve("missing"));
        var binary = new SecretFile(Files.write(directory.resolve("binary"), new byte[] {(byte) 0xff}));
        var empty = new SecretFile(Files.writeString(directory.resolve("empty"), "\n"));

        for (var unusable : new SecretFile[] {missing, binary, empty}) {
            assertThatThrownBy(unusable::value)
                    .isInstanceOf(SecretFile.Unusable.class)
                    .hasMessageStartingWith(unusable.toString())
                    .matches(failure -> !Infrastructure.isUnavailable(failure));
        }
    }
}
