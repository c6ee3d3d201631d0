package dev.entente.orchestrator.engine;

/** Somebody else wrote one of the instances first. The batch is rolled back, read again and run again. */
final class LostRace extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LostRace() {
        super("an instance was written by somebody else", null, false, false);
    }
}
