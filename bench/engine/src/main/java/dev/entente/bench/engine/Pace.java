package dev.entente.bench.engine;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * How fast the processors are while something is measured: what the same little work takes of a processor's time, again and again. Whatever a
 * virtual machine's neighbours, the heat or a quota take away, the machine books as time that its processes spent; rows of a run are comparable
 * as far as this figure is the same.
 */
final class Pace {

    /** About 375 µs of work where nothing else ran. */
    private static final int ROUNDS = 200_000;

    /** Seldom enough to take less than a hundredth of a processor. */
    private static final Duration EVERY = Duration.ofMillis(50);

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** So many that the loop is compiled before one counts. */
    private static final int BEFORE_ANY_COUNTS = 1000;

    static {
        for (int time = 0; time < BEFORE_ANY_COUNTS; time++) {
            work();
        }
    }

    private final Thread thread = Thread.ofPlatform().daemon().unstarted(this::sample);
    private volatile boolean over;
    private long times;
    private long nanoseconds;

    private Pace() {}

    static Pace start() {
        var pace = new Pace();
        pace.thread.start();
        return pace;
    }

    /** What the work took since the start, on average. */
    Duration end() {
        over = true;
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException("the processors' pace is not known", interrupted);
        }
        return Duration.ofNanos(nanoseconds / times);
    }

    private void sample() {
        do {
            var before = THREADS.getCurrentThreadCpuTime();
            work();
            nanoseconds += THREADS.getCurrentThreadCpuTime() - before;
            times++;
            LockSupport.parkNanos(EVERY.toNanos());
        } while (!over);
    }

    /** Each round needs the one before, so that no compiler can leave one out and no processor can do two at once. */
    private static void work() {
        long value = 88172645463325252L;
        for (int round = 0; round < ROUNDS; round++) {
            value ^= value << 13;
            value ^= value >>> 7;
            value ^= value << 17;
        }
        if (value == 0) {
            throw new AssertionError("a sequence of this kind never comes to zero");
        }
    }
}
