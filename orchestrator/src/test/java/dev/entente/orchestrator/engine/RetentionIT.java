package dev.entente.orchestrator.engine;

import dev.entente.service.testing.Foundation;
import dev.entente.service.testing.port.OnContext;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;

/** How long it is remembered what was dealt with, and what was moved. */
@QuarkusTest
@QuarkusTestResource(value = Foundation.class, initArgs = @ResourceArg(name = "service", value = "orchestrator"))
class RetentionIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String round = UUID.randomUUID().toString();

    @Inject
    Retention retention;

    @Inject
    Pool database;

    /** Events of the past are dealt with again from thirteen days back at the most, and must be known. */
    @Test
    void whatMayComeAgainIsRemembered() {
        for (int days : List.of(13, 15)) {
            insert(
                    "insert into inbox (message_id, correlation_id, received_at) values ($1, 'c', now() - $2 * interval '1 day')",
                    days);
        }

        OnContext.await(retention::forget);

        assertThat(left("select message_id from inbox where message_id like $1"))
                .containsExactly(name(13));
    }

    @Test
    void whatWasMovedCanBeMovedBackForAMonth() {
        for (int days : List.of(29, 31)) {
            insert(
                    "insert into definition_move (instance_id, correlation_id, workflow, definition_version, state, data, version,"
                            + " moved_by, moved_at) values ($1, 'c', 'none', 1, 's', '{}', 1, 'ada', now() - $2 * interval '1 day')",
                    days);
        }

        OnContext.await(retention::forget);

        assertThat(left("select instance_id from definition_move where instance_id like $1"))
                .containsExactly(name(29));
    }

    private String name(int days) {
        return round + "-" + days;
    }

    private void insert(String statement, int days) {
        database.preparedQuery(statement)
                .execute(Tuple.of(name(days), (double) days))
                .await()
                .atMost(PATIENCE);
    }

    private List<String> left(String query) {
        var left = new ArrayList<String>();
        database.preparedQuery(query)
                .execute(Tuple.of(round + "%"))
                .await()
                .atMost(PATIENCE)
                .forEach(row -> left.add(row.getString(0)));
        return left;
    }
}
