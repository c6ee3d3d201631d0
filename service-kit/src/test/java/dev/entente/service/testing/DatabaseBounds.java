package dev.entente.service.testing;

import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

/** Of every service: neither a statement that hangs nor a process that was stopped keeps its locks for ever. */
public abstract class DatabaseBounds {

    @Inject
    Pool database;

    @ParameterizedTest
    @CsvSource({"statement_timeout, 30s", "idle_in_transaction_session_timeout, 1min"})
    void itsTimeIsBounded(String setting, String value) {
        assertThat(database.query("show " + setting)
                        .execute()
                        .await()
                        .atMost(Duration.ofSeconds(20))
                        .iterator()
                        .next()
                        .getString(0))
                .isEqualTo(value);
    }
}
