package dev.entente.orchestrator.exploration;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The explorer finds what is planted, by the shortest way, and says when it has not seen everything. */
class ExplorerTest {

    /**
     * A number that can be doubled, or lowered by one while it is even.
     *
     * @param forbidden the number that must not be
     * @param most the number above which nothing happens any more
     */
    private record Number(int value, int forbidden, int most) implements World<Number> {

        @Override
        public Object key() {
            return value;
        }

        @Override
        public List<Move<Number>> moves() {
            if (value == 7) {
                throw new IllegalStateException("nobody counts on from 7");
            }
            var moves = new ArrayList<Move<Number>>();
            if (value < most) {
                moves.add(new Move<>("double", () -> new Number(value * 2, forbidden, most)));
            }
            if (value % 2 == 0) {
                moves.add(new Move<>("lower", () -> new Number(value - 1, forbidden, most)));
            }
            return moves;
        }

        @Override
        public Optional<String> violation() {
            return value == forbidden ? Optional.of("it is " + value) : Optional.empty();
        }

        @Override
        public boolean mayStay() {
            return value == 13;
        }

        @Override
        public String code() {
            return "new Number(%d, %d, %d)".formatted(value, forbidden, most);
        }

        @Override
        public String summary() {
            return Integer.toString(value);
        }
    }

    @Test
    void theShortestWayToAViolationIsToldAndCanBeWalkedAgain() {
        var start = new Number(3, 22, 12);
        var found = requireNonNull(new Explorer(1000).explore(start).counterexample());

        assertThat(found.moves()).containsExactly("double", "double", "lower", "double");
        assertThat(found.toString())
                .contains("it is 22", "1. double", "\"lower\"", "Explorer.replay(new Number(3, 22, 12), List.of(");
        assertThat(Explorer.replay(start, found.moves()).violation()).contains("it is 22");
    }

    @Test
    void aWorldThatLeadsNowhereGoodIsAViolation() {
        var exploration = new Explorer(1000).explore(new Number(5, 0, 8));

        assertThat(exploration.complete()).isTrue();
        var found = requireNonNull(exploration.counterexample());
        assertThat(found.violation()).contains("no world is reached");
        assertThat(found.toString()).contains("assertThat(new Explorer(1000).explore(end).counterexample()).isNull();");
        var end = Explorer.replay(new Number(5, 0, 8), found.moves());
        assertThat(new Explorer(1000).explore(end).counterexample())
                .as("the printed statement fails")
                .isNotNull();
    }

    @Test
    void whatThrowsIsAViolationWithTheWayThere() {
        var found =
                requireNonNull(new Explorer(1000).explore(new Number(4, 0, 8)).counterexample());

        assertThat(found.violation()).contains("nobody counts on from 7");
        assertThat(found.moves()).containsExactly("double", "lower");
        assertThat(found.toString()).contains("assertThat(new Explorer(100).explore(end).counterexample()).isNull();");
        var end = Explorer.replay(new Number(4, 0, 8), found.moves());
        assertThat(new Explorer(100).explore(end).counterexample())
                .as("the printed statement fails")
                .isNotNull();
    }

    @Test
    void theBoundIsAdmitted() {
        var exploration = new Explorer(3).explore(new Number(3, 0, 1000));

        assertThat(exploration.complete()).isFalse();
        assertThat(exploration.toString()).contains("stopped at the bound");
    }

    @Test
    void aWayThatDoesNotExistIsRefused() {
        assertThatThrownBy(() -> Explorer.replay(new Number(3, 0, 10), List.of("lower")))
                .hasMessageContaining("cannot happen here: lower; possible are [double]");
    }
}
