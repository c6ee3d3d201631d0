package dev.entente.bench.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * The disk with nothing above it: writes as large as a commit's, each forced, about as many a second as Entente commits batches. Whoever
 * waits for commits waits for the disk at least as long.
 */
final class Disk {

    /** A segment of PostgreSQL's write-ahead log, written round and round. */
    private static final int SEGMENT = 16 << 20;

    private static final int WRITE = 16 << 10;
    private static final Duration BETWEEN = Duration.ofMillis(6);

    /** A workflow that meets one of these is not through within 50 ms. */
    private static final double LONG_MILLISECONDS = 50;

    private Disk() {}

    /**
     * What a run came to.
     *
     * @param write how long one took
     * @param stalled the share of the time that passed in long ones, 0 to 1
     */
    record Result(Percentiles write, double stalled) {

        @Override
        public String toString() {
            return "%.1f %% of the time in writes of more than %.0f ms".formatted(100 * stalled, LONG_MILLISECONDS);
        }
    }

    static Result measured(Path directory, Duration lasting) throws IOException {
        var file = Files.createTempFile(directory, "disk", ".log");
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE)) {
            channel.write(ByteBuffer.allocate(SEGMENT), 0);
            channel.force(true);
            var milliseconds = new double[(int) lasting.dividedBy(BETWEEN)];
            var started = System.nanoTime();
            for (int at = 0; at < milliseconds.length; at++) {
                LockSupport.parkNanos(BETWEEN.toNanos());
                var began = System.nanoTime();
                channel.write(ByteBuffer.allocate(WRITE), (long) at * WRITE % SEGMENT);
                channel.force(false);
                milliseconds[at] = (System.nanoTime() - began) / 1e6;
            }
            var altogether = (System.nanoTime() - started) / 1e6;
            var stalled = Arrays.stream(milliseconds)
                    .filter(one -> one > LONG_MILLISECONDS)
                    .sum();
            return new Result(Percentiles.of(milliseconds), stalled / altogether);
        }
    }
}
