package dev.entente.adapter.command;

import dev.entente.adapter.http.DryRun;
import dev.entente.adapter.http.VendorFailure;
import dev.entente.contracts.failure.Failure;
import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.Command;
import dev.entente.contracts.message.Event;
import io.smallrye.mutiny.Uni;

/** Performs commands at the vendor of a connection. Implemented once by each adapter. */
public interface Performer {

    /** Performs the command; fails with {@code VendorFailure} when the vendor refuses or does not answer. */
    Uni<Event> perform(Command command, Attributes context);

    /**
     * Finds out whether the command's effect exists already. Called before a repetition whenever an earlier attempt may
     * have got through. Commands that may simply be repeated answer {@link Probe.Absent}. What it finds may be noted here, unless this is a
     * dry run.
     */
    Uni<Probe> probe(Command command, Attributes context);

    /** As {@link #probe}; a vendor that does not say is one way of being inconclusive. */
    default Uni<Probe> ask(Command command, Attributes context) {
        return probe(command, context)
                .onFailure(VendorFailure.class)
                .recoverWithItem(failure -> new Probe.Inconclusive(((VendorFailure) failure).failure()));
    }

    /** A performer for one dry run: it does what this one does, with vendors that are only asked, and keeps nothing. */
    Performer in(DryRun dryRun);

    /** What a probe found. */
    sealed interface Probe {

        /** The effect exists; this is the answer that was lost. */
        record Found(Event outcome) implements Probe {}

        /** The effect certainly does not exist, or may be repeated without harm. */
        record Absent() implements Probe {}

        /** Nobody can tell at the moment. */
        record Inconclusive(Failure failure) implements Probe {

            /** What keeps us from knowing is dealt with as it always is: waited for, or told to whoever can mend it. */
            Failure told() {
                return failure.because("whether an earlier attempt got through is unknown: " + failure.reason());
            }
        }
    }
}
