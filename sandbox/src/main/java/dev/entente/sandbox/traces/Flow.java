package dev.entente.sandbox.traces;

/** What is kept of one flow. */
record Flow(String correlationId, long startNanos, int spans, int failures) {

    Flow with(long start, boolean failed) {
        return new Flow(correlationId, Math.min(startNanos, start), spans + 1, failures + (failed ? 1 : 0));
    }
}
