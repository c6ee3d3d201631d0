package dev.entente.bench.engine;

import java.util.Arrays;

/** Of some durations in milliseconds. */
record Percentiles(double median, double p99, double most) {

    static Percentiles of(double[] milliseconds) {
        var sorted = milliseconds.clone();
        Arrays.sort(sorted);
        return new Percentiles(at(sorted, 0.5), at(sorted, 0.99), at(sorted, 1));
    }

    private static double at(double[] sorted, double share) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.ceil(share * sorted.length) - 1];
    }

    @Override
    public String toString() {
        return "median %.1f ms, p99 %.1f ms, most %.1f ms".formatted(median, p99, most);
    }
}
