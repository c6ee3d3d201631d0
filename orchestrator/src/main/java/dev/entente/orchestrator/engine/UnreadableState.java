package dev.entente.orchestrator.engine;

/** A stored state that this version cannot read, and never will. */
class UnreadableState extends RuntimeException {

    UnreadableState(String message) {
        super(message);
    }

    UnreadableState(String message, Throwable cause) {
        super(message, cause);
    }

    /** One that a newer version stored. During an upgrade it is a matter of waiting for a replica that can read it. */
    static final class OfNewerVersion extends UnreadableState {

        OfNewerVersion(String message) {
            super(message);
        }
    }
}
