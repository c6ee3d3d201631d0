package dev.entente.contracts.message;

import dev.entente.contracts.failure.Failure;
import dev.entente.contracts.model.Require;

/** The command that this event's {@code causationid} names had no effect, as far as its adapter could find out. */
public record CommandFailed(Failure failure) implements Event {

    public CommandFailed {
        Require.present(failure, "failure");
    }
}
