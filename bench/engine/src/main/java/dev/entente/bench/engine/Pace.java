package dev.entente.bench.engine;

import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/**
 * How fast the processors are just now. A virtual machine's neighbours, or the heat, may take half of them from one minute to the next; rows of
 * a run are comparable as far as the same work took as long beside each.
 */
final class Pace {

    /** About half a second's work: 450 to 530 ms were seen where nothing else ran. */
    private static final long ROUNDS = 250_000_000;

    private Pace() {}

    /** The same work on each processor at once, to be done when nothing else is: until the last is through. */
    static Duration now() {
        var processors = Runtime.getRuntime().availableProcessors();
        try (var threads = Executors.newFixedThreadPool(processors)) {
            var began = System.nanoTime();
            for (var one : threads.invokeAll(Collections.<Callable<Long>>nCopies(processors, Pace::work))) {
                one.get();
            }
            return Duration.ofNanos(System.nanoTime() - began);
        } catch (InterruptedException | ExecutionException failed) {
            throw new IllegalStateException("the processors' pace is not known", failed);
        }
    }

    /** Each round needs the one before, so that no compiler can leave one out and no processor can do two at once. */
    private static long work() {
        long value = 88172645463325252L;
        for (long round = 0; round < ROUNDS; round++) {
            value ^= value << 13;
            value ^= value >>> 7;
            value ^= value << 17;
        }
        return value;
    }
}
