package dev.entente.erp;

import dev.entente.service.testing.Foundation;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

/** Neither a statement that hangs nor a process that was stopped keeps its locks for ever. */
@QuarkusTest
@QuarkusTestResource(value = Foundation.class, initArgs = @ResourceArg(name = "service", value = "erp-adapter"))
class DatabaseBoundsIT {

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
