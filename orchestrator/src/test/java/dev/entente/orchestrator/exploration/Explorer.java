package dev.entente.orchestrator.exploration;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/**
 * Breadth first from one world to all that can follow, so that the first violation found has the shortest way there. When
 * all worlds were reached, it also asks that from each of them a world can be reached that may stay as it is.
 */
public final class Explorer {

    private static final String NO_VIOLATION = "assertThat(end.violation()).isEmpty();";

    private final int mostWorlds;

    /** @param mostWorlds the bound; an exploration that reaches it is not complete and says so */
    public Explorer(int mostWorlds) {
        this.mostWorlds = mostWorlds;
    }

    /** How a world was reached first. Holds no world: the way is walked again when somebody asks. */
    private record Reached(int from, String move, int depth) {}

    /** The graph as far as it is known. */
    private static final class Graph {
        final Map<Object, Integer> numbers = new HashMap<>();
        final List<Reached> reached = new ArrayList<>();
        final List<int[]> edges = new ArrayList<>();
        final BitSet mayStay = new BitSet();
        long moves;
    }

    public <W extends World<W>> Exploration explore(W start) {
        var graph = new Graph();
        var open = new ArrayDeque<Numbered<W>>();
        graph.numbers.put(start.key(), 0);
        open.add(add(graph, start, new Reached(-1, "", 0)));
        while (!open.isEmpty() && graph.reached.size() < mostWorlds) {
            var at = open.remove();
            try {
                var violation = moveOn(graph, open, at);
                if (violation.isPresent()) {
                    var last = graph.reached.size() - 1;
                    return result(graph, false, counterexample(start, graph, last, violation.get(), NO_VIOLATION));
                }
            } catch (RuntimeException thrown) {
                var violation = "what can happen here throws " + thrown;
                return result(graph, false, counterexample(start, graph, at.number(), violation, nothingFound(100)));
            }
        }
        var complete = open.isEmpty();
        var stuck = complete ? stuck(graph) : -1;
        return result(graph, complete, stuck < 0 ? null : stuck(start, graph, stuck));
    }

    /** All that can happen in a world, until it comes to a violation: that of the world reached last. */
    private static <W extends World<W>> Optional<String> moveOn(Graph graph, Queue<Numbered<W>> open, Numbered<W> at) {
        for (var move : at.world().moves()) {
            graph.moves++;
            var next = move.next().get();
            var number = graph.reached.size();
            var known = graph.numbers.putIfAbsent(next.key(), number);
            graph.edges.add(new int[] {at.number(), known == null ? number : known});
            if (known == null) {
                open.add(add(graph, next, new Reached(at.number(), move.name(), depth(graph, at) + 1)));
                var violation = next.violation();
                if (violation.isPresent()) {
                    return violation;
                }
            }
        }
        return Optional.empty();
    }

    private <W extends World<W>> Counterexample stuck(W start, Graph graph, int world) {
        return counterexample(
                start, graph, world, "from here no world is reached that may stay", nothingFound(mostWorlds));
    }

    private static String nothingFound(int mostWorlds) {
        return "assertThat(new Explorer(" + mostWorlds + ").explore(end).counterexample()).isNull();";
    }

    private record Numbered<W>(int number, W world) {}

    private static <W extends World<W>> Numbered<W> add(Graph graph, W world, Reached how) {
        var numbered = new Numbered<>(graph.reached.size(), world);
        graph.reached.add(how);
        graph.mayStay.set(numbered.number(), world.mayStay());
        return numbered;
    }

    private static int depth(Graph graph, Numbered<?> at) {
        return graph.reached.get(at.number()).depth();
    }

    private static Exploration result(Graph graph, boolean complete, @Nullable Counterexample counterexample) {
        var depth = graph.reached.stream().mapToInt(Reached::depth).max().orElse(0);
        return new Exploration(graph.reached.size(), graph.moves, depth, complete, counterexample);
    }

    /** The first world that leads to none that may stay, or -1: all that may stay, and all that lead there, are taken away. */
    private static int stuck(Graph graph) {
        var back = new HashMap<Integer, List<Integer>>();
        graph.edges.forEach(
                edge -> back.computeIfAbsent(edge[1], to -> new ArrayList<>(2)).add(edge[0]));
        var leads = (BitSet) graph.mayStay.clone();
        var open = new ArrayDeque<Integer>();
        leads.stream().forEach(open::add);
        while (!open.isEmpty()) {
            for (int from : back.getOrDefault(open.remove(), List.of())) {
                if (!leads.get(from)) {
                    leads.set(from);
                    open.add(from);
                }
            }
        }
        var stuck = leads.nextClearBit(0);
        return stuck < graph.reached.size() ? stuck : -1;
    }

    private static <W extends World<W>> Counterexample counterexample(
            W start, Graph graph, int world, String violation, String holds) {
        var moves = new ArrayList<String>();
        for (int at = world; at > 0; at = graph.reached.get(at).from()) {
            moves.addFirst(graph.reached.get(at).move());
        }
        return new Counterexample(violation, start.code(), moves, timeLine(start, moves), holds);
    }

    private static <W extends World<W>> List<String> timeLine(W start, List<String> moves) {
        var lines = new ArrayList<String>();
        lines.add("     " + start.summary());
        var at = start;
        for (int step = 0; step < moves.size(); step++) {
            at = take(at, moves.get(step));
            lines.add("%3d. %s%n     %s".formatted(step + 1, moves.get(step), at.summary()));
        }
        return lines;
    }

    /** Walks a way given by the names of its moves, and answers the world at its end. */
    public static <W extends World<W>> W replay(W start, List<String> moves) {
        var at = start;
        for (var move : moves) {
            at = take(at, move);
        }
        return at;
    }

    private static <W extends World<W>> W take(W at, String name) {
        return at.moves().stream()
                .filter(move -> move.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("cannot happen here: " + name + "; possible are "
                        + at.moves().stream().map(Move::name).toList()))
                .next()
                .get();
    }
}
