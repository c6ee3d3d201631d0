package dev.entente.adapter.http;

import dev.entente.service.rehearsal.FieldChange;
import dev.entente.service.rehearsal.Rehearsal;

import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One dry run: vendors are asked, and what would be written is kept here instead. After a write whose answer nobody can
 * foresee the run ends, with {@link WriteWithheld}.
 */
public final class DryRun {

    private final AtomicInteger reads = new AtomicInteger();
    private final List<Write> writes = new CopyOnWriteArrayList<>();
    private volatile OptionalLong quotaLeft = OptionalLong.empty();

    /**
     * A write that was not made.
     *
     * @param changes the values that would be others than they are; all of them when the record is new
     */
    public record Write(VendorRequest request, List<FieldChange> changes) {}

    /**
     * How many calls of the vendor's quota the same takes for real, as far as the run came: its reads and its writes; not what was asked
     * only to show what stands there, or for credentials, which last. A connector that was made for the run looks up what one that has
     * run for a while remembers, a list of currencies for example: so rather one too many than one too few.
     */
    public int callsForReal() {
        return reads.get() + writes.size();
    }

    /** How many calls of its quota the vendor still takes, as it said last in the run; empty when it did not. */
    public OptionalLong quotaLeft() {
        return quotaLeft;
    }

    /** Both, for people. */
    public Rehearsal.Quota quota() {
        var left = quotaLeft;
        return new Rehearsal.Quota(callsForReal(), left.isPresent() ? left.getAsLong() : null);
    }

    /** In the order in which they would have been made. */
    public List<Write> writes() {
        return List.copyOf(writes);
    }

    void read() {
        reads.incrementAndGet();
    }

    void said(OptionalLong left) {
        quotaLeft = left;
    }

    void withheld(Write write) {
        writes.add(write);
    }
}
