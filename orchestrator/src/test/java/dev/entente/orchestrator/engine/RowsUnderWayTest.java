package dev.entente.orchestrator.engine;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import static org.assertj.core.api.Assertions.assertThat;

class RowsUnderWayTest {

    private final RowsUnderWay rows = new RowsUnderWay();

    private CompletableFuture<Void> send(long id, List<String> flows) {
        return rows.send(id, flows, rows.seen());
    }

    private RowsUnderWay.Seen seenBeforeARowOfAFailed() {
        send(1, List.of("a"));
        var seen = rows.seen();
        rows.failed(1, new IllegalStateException("no broker"));
        return seen;
    }

    @Test
    void aRowThatWasPreparedBeforeAnotherFailedFollowsItToTheRelay() {
        var seen = seenBeforeARowOfAFailed();

        assertThat(rows.send(2, List.of("a"), seen)).isCompletedExceptionally();
    }

    /** Otherwise what read at the same time would follow, and what read at the same time as that, for as long as there is work. */
    @Test
    void aFailureConcernsItsFlowsAndNoOthers() {
        var seen = seenBeforeARowOfAFailed();

        assertThat(rows.send(2, List.of("b"), seen)).isCompleted();
    }

    @Test
    void rowsOfDifferentFlowsDoNotWaitForOneAnother() {
        assertThat(send(1, List.of("a"))).isCompleted();
        assertThat(send(2, List.of("b"))).isCompleted();
    }

    @Test
    void aRowWaitsForTheOneBeforeItInItsFlow() {
        send(1, List.of("a", "b"));
        var second = send(2, List.of("b", "c"));
        var third = send(3, List.of("c"));

        assertThat(second).isNotDone();
        rows.published(1);
        assertThat(second).isCompleted();
        assertThat(third).isNotDone();
        rows.published(2);
        assertThat(third).isCompleted();
    }

    @Test
    void aRowThatFailsTakesThoseBehindItAlong() {
        send(1, List.of("a"));
        var second = send(2, List.of("a"));

        rows.failed(1, new IllegalStateException("no broker"));

        assertThat(second).isCompletedExceptionally();
    }

    @Test
    void whatComesAfterAFailureIsHeldByTheReaderOfTheTableAndNotHere() {
        send(1, List.of("a"));
        rows.failed(1, new IllegalStateException("no broker"));

        assertThat(rows.seen().ids()).isEmpty();
        assertThat(send(2, List.of("a"))).isCompleted();
    }

    @Test
    void theRelayStaysBehindTheOldestOnItsWay() {
        assertThat(rows.oldestSending()).isEqualTo(Long.MAX_VALUE);
        send(7, List.of("a"));
        send(5, List.of("b"));

        assertThat(rows.oldestSending()).isEqualTo(5);
        rows.published(5);
        assertThat(rows.oldestSending()).isEqualTo(7);
    }

    @Test
    void publishedRowsAreTakenOnceAndGivenBackWhenTheyCouldNotBeDeleted() {
        send(1, List.of("a"));
        assertThat(rows.takePublished()).isEmpty();
        rows.published(1);

        assertThat(rows.takePublished()).containsExactly(1L);
        assertThat(rows.takePublished()).isEmpty();
        assertThat(rows.seen().ids()).containsExactly(1L);
        rows.giveBack(List.of(1L));
        assertThat(rows.takePublished()).containsExactly(1L);
        rows.deleted(List.of(1L));
        assertThat(rows.seen().ids()).isEmpty();
    }
}
