package dev.entente.sandbox.traces;

import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The spans of a flow in the order of a tree, on a scale of time on which long waits are left out: a flow may sleep for a month.
 *
 * @param workNanos how long the scale is
 */
record Waterfall(List<Row> rows, long startNanos, long workNanos) {

    /** What is longer than this and has no span in it is a wait. */
    private static final long WAIT_NANOS = 5_000_000_000L;

    /**
     * One span.
     *
     * @param left where it begins, as a share of the scale
     * @param width as a share of the scale
     * @param waitedNanos how long nothing happened before it
     */
    record Row(ObjectNode span, int depth, double left, double width, long waitedNanos) {

        long nanos() {
            return end(span) - start(span);
        }
    }

    static Waterfall of(List<ObjectNode> spans) {
        return new Layout(spans).waterfall();
    }

    /** Puts the spans in their places. */
    private static final class Layout {

        private final List<ObjectNode> inTime;
        private final Map<String, List<ObjectNode>> children = new HashMap<>();
        private final Map<ObjectNode, Long> waited = new IdentityHashMap<>();
        private final Map<ObjectNode, Long> leftOut = new IdentityHashMap<>();
        private final List<Row> rows = new ArrayList<>();
        private final long begin;
        private final long whole;

        Layout(List<ObjectNode> spans) {
            inTime = spans.stream()
                    .sorted(Comparator.comparingLong(Waterfall::start))
                    .toList();
            begin = start(inTime.getFirst());
            var covered = begin;
            var waits = 0L;
            for (var span : inTime) {
                children.computeIfAbsent(span.path("parentSpanId").asText(), ignored -> new ArrayList<>())
                        .add(span);
                if (start(span) - covered > WAIT_NANOS) {
                    waited.put(span, start(span) - covered);
                    waits += start(span) - covered;
                }
                leftOut.put(span, waits);
                covered = Math.max(covered, end(span));
            }
            whole = Math.max(1, covered - begin - waits);
        }

        Waterfall waterfall() {
            var known =
                    inTime.stream().map(span -> span.path("spanId").asText()).collect(Collectors.toSet());
            inTime.stream()
                    .filter(span -> !known.contains(span.path("parentSpanId").asText()))
                    .forEach(root -> place(root, 0));
            return new Waterfall(rows, begin, whole);
        }

        private void place(ObjectNode span, int depth) {
            var left = (double) (start(span) - begin - leftOut.getOrDefault(span, 0L)) / whole;
            var width = Math.min((double) (end(span) - start(span)) / whole, 1 - left);
            rows.add(new Row(span, depth, left, width, depth == 0 ? waited.getOrDefault(span, 0L) : 0));
            children.getOrDefault(span.path("spanId").asText(), List.of()).forEach(child -> place(child, depth + 1));
        }
    }

    TreeSet<String> services() {
        var services = new TreeSet<String>();
        rows.forEach(row -> services.add(row.span().path("service").asText()));
        return services;
    }

    long failures() {
        return rows.stream()
                .filter(row -> row.span().path("status").asText().equals("ERROR"))
                .count();
    }

    private static long start(ObjectNode span) {
        return span.path("startNanos").asLong();
    }

    private static long end(ObjectNode span) {
        return span.path("endNanos").asLong();
    }
}
