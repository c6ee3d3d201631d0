package dev.entente.sandbox.vendor;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Where requests stop until somebody lets them go on: a test can then do something at exactly this moment. */
final class Barrier {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition released = lock.newCondition();
    private int waiting;
    private long releases;

    /** Waits until the next release, or as long as the patience lasts. */
    void stop(Duration patience) {
        lock.lock();
        try {
            waiting++;
            var nanos = patience.toNanos();
            var before = releases;
            while (releases == before && nanos > 0) {
                nanos = released.awaitNanos(nanos);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            waiting--;
            lock.unlock();
        }
    }

    int waiting() {
        lock.lock();
        try {
            return waiting;
        } finally {
            lock.unlock();
        }
    }

    /** Lets all that wait go on; who comes later waits again. */
    void release() {
        lock.lock();
        try {
            releases++;
            released.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
