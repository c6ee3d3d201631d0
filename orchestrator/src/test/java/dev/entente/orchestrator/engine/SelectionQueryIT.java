package dev.entente.orchestrator.engine;

import dev.entente.service.testing.Foundation;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import static org.assertj.core.api.Assertions.assertThat;

/** However many finished instances there are, finding some of the others reads none of them. */
@QuarkusTest
@QuarkusTestResource(value = Foundation.class, initArgs = @ResourceArg(name = "service", value = "orchestrator"))
class SelectionQueryIT {

    @Inject
    Pool database;

    @Test
    void thoseThatAreNamedAreLookedUpByTheirNames() {
        assertThat(plan(Selection.of(List.of("quote-to-cash/1")))).contains("Index Cond: (id = ANY ($1))");
    }

    /** Either of the two indexes that have nothing else in them. */
    @Test
    void othersAreLookedForAmongWhatIsUnderWay() {
        assertThat(plan(new Selection(
                        null, "quote-to-cash", null, "denied", null, "books", null, Duration.ofDays(1), 10)))
                .containsPattern("Index Scan \\w+ workflow_instance_(under_way|definition)");
    }

    /** As it would be for any parameters: that is how the engine's connections plan. */
    private String plan(Selection selection) {
        var query = SelectionQuery.of(selection, List.of(), null);
        var rows = database.query("explain (generic_plan) " + query.sql())
                .execute()
                .await()
                .atMost(Duration.ofSeconds(30));
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row -> row.getString(0))
                .collect(Collectors.joining("\n"));
    }
}
