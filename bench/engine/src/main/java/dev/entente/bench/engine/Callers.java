package dev.entente.bench.engine;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/**
 * 32 threads that call a library whose calls return when the workflow is through.
 *
 * @param workflow runs one workflow to its end
 */
record Callers(LongConsumer workflow) {

    private static final int CALLERS = 32;

    /** As fast as it goes. */
    Ours.Result asFastAsPossible(int workflows) {
        return run(workflows, 0);
    }

    /** At a steady rate; a workflow's time runs from the moment at which it was due. */
    Ours.Result atRate(int perSecond, int workflows) {
        return run(workflows, perSecond);
    }

    private Ours.Result run(int workflows, int perSecond) {
        var milliseconds = new double[workflows];
        var next = new AtomicInteger();
        var pace = Pace.start();
        var processorTime = ProcessorTime.now();
        var began = System.nanoTime();
        try (var callers = Executors.newFixedThreadPool(CALLERS)) {
            var calls = IntStream.range(0, CALLERS)
                    .mapToObj(caller -> callers.submit(() -> call(milliseconds, next, began, perSecond)))
                    .toList();
            for (var call : calls) {
                call.get();
            }
        } catch (InterruptedException | ExecutionException failed) {
            throw new IllegalStateException("a workflow did not come to its end", failed);
        }
        var seconds = (System.nanoTime() - began) / 1e9;
        return new Ours.Result(
                workflows / seconds,
                Percentiles.of(milliseconds),
                pace.end(),
                ProcessorTime.spent(processorTime, workflows * 4L));
    }

    private void call(double[] milliseconds, AtomicInteger next, long began, int perSecond) {
        for (int at = next.getAndIncrement(); at < milliseconds.length; at = next.getAndIncrement()) {
            var due = perSecond == 0 ? System.nanoTime() : began + at * 1_000_000_000L / perSecond;
            LockSupport.parkNanos(due - System.nanoTime());
            workflow.accept(at);
            milliseconds[at] = (System.nanoTime() - due) / 1e6;
        }
    }
}
