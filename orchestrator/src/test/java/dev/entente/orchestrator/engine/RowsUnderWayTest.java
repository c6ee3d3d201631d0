package dev.entente.orchestrator.engine;

import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class RowsUnderWayTest {

    private final RowsUnderWay rows = new RowsUnderWay();

    @Test
    void rowsOfDifferentFlowsDoNotWaitForOneAnother() {
        assertThat(rows.send(1, List.of("a"))).isCompleted();
        assertThat(rows.send(2, List.of("b"))).isCompleted();
    }

    @Test
    void aRowWaitsForTheOneBeforeItInItsFlow() {
        rows.send(1, List.of("a", "b"));
        var second = rows.send(2, List.of("b", "c"));
        var third = rows.send(3, List.of("c"));

        assertThat(second).isNotDone();
        rows.published(1);
        assertThat(second).isCompleted();
        assertThat(third).isNotDone();
        rows.published(2);
        assertThat(third).isCompleted();
    }

    @Test
    void aRowThatFailsTakesThoseBehindItAlong() {
        rows.send(1, List.of("a"));
        var second = rows.send(2, List.of("a"));

        rows.failed(1, new IllegalStateException("no broker"));

        assertThat(second).isCompletedExceptionally();
    }

    @Test
    void whatComesAfterAFailureIsHeldByTheReaderOfTheTableAndNotHere() {
        rows.send(1, List.of("a"));
        rows.failed(1, new IllegalStateException("no broker"));

        assertThat(rows.all()).isEmpty();
        assertThat(rows.send(2, List.of("a"))).isCompleted();
    }

    @Test
    void theRelayStaysBehindTheOldestOnItsWay() {
        assertThat(rows.oldestSending()).isEqualTo(Long.MAX_VALUE);
        rows.send(7, List.of("a"));
        rows.send(5, List.of("b"));

        assertThat(rows.oldestSending()).isEqualTo(5);
        rows.published(5);
        assertThat(rows.oldestSending()).isEqualTo(7);
    }

    @Test
    void publishedRowsAreTakenOnceAndGivenBackWhenTheyCouldNotBeDeleted() {
        rows.send(1, List.of("a"));
        assertThat(rows.takePublished()).isEmpty();
        rows.published(1);

        assertThat(rows.takePublished()).containsExactly(1L);
        assertThat(rows.takePublished()).isEmpty();
        assertThat(rows.all()).containsExactly(1L);
        rows.giveBack(List.of(1L));
        assertThat(rows.takePublished()).containsExactly(1L);
        rows.deleted(List.of(1L));
        assertThat(rows.all()).isEmpty();
    }
}
