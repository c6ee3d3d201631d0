package dev.entente.service.reactive;

import io.vertx.pgclient.PgException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.sql.SQLException;

import static org.assertj.core.api.Assertions.assertThat;

class InfrastructureTest {

    @ParameterizedTest
    @CsvSource({
        "25006, true",
        "57P01, true",
        "57014, true",
        "53100, true",
        "40001, true",
        "42P01, true",
        "28P01, true",
        "22021, false",
        "22008, false",
        "23505, false",
        "54000, false"
    })
    void whatTheDatabaseRefusesBecauseOfHowItIsIsWaitedForAndWhatItRefusesBecauseOfTheDataIsNot(
            String sqlState, boolean unavailable) {
        assertThat(Infrastructure.isUnavailable(new PgException("no", "ERROR", sqlState, null)))
                .isEqualTo(unavailable);
        assertThat(Infrastructure.isUnavailable(
                        new IllegalStateException("by Hibernate", new SQLException("no", sqlState, 0))))
                .isEqualTo(unavailable);
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void whatNobodyAnswersIsWaitedFor(boolean wrapped) {
        var gone = new IOException("connection reset");

        assertThat(Infrastructure.isUnavailable(wrapped ? new IllegalStateException(gone) : gone))
                .isTrue();
        assertThat(Infrastructure.isUnavailable(new IllegalStateException("a defect")))
                .isFalse();
    }
}
