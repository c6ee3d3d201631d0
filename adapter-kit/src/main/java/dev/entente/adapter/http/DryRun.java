package dev.entente.adapter.http;

import dev.entente.service.rehearsal.FieldChange;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One dry run: vendors are asked, and what would be written is kept here instead. After a write whose answer nobody can
 * foresee the run ends, with {@link WriteWithheld}.
 */
public final class DryRun {

    private final AtomicInteger calls = new AtomicInteger();
    private final List<Write> writes = new CopyOnWriteArrayList<>();

    /**
     * A write that was not made.
     *
     * @param changes the values that would be others than they are; all of them when the record is new
     */
    public record Write(VendorRequest request, List<FieldChange> changes) {}

    /** How many calls were made, those that only fetched credentials included. */
    public int calls() {
        return calls.get();
    }

    /** In the order in which they would have been made. */
    public List<Write> writes() {
        return List.copyOf(writes);
    }

    void called() {
        calls.incrementAndGet();
    }

    void withheld(Write write) {
        writes.add(write);
    }
}
