package dev.entente.endtoend.faults;

/**
 * A row of the fault table.
 *
 * @param fault what is broken
 * @param mustHold what must be so all the same
 */
record Row(int number, String fault, String mustHold, Coverage coverage) {

    /** What breaks things, for one trial. */
    @FunctionalInterface
    interface Experiment {
        void on(Trial trial) throws Exception;
    }

    /** Whether and how a row is covered. */
    sealed interface Coverage {

        /**
         * By an experiment with all services as processes of their own.
         *
         * @param apart whether it leaves behind what no other trial should meet, and so needs a sandbox of its own
         */
        record Shown(Experiment experiment, boolean apart) implements Coverage {}

        /** By a test that runs with {@code ./entente test}, or with a command that is named. */
        record Elsewhere(String test) implements Coverage {}

        /** Not at all, and why. */
        record Missing(String why) implements Coverage {}
    }

    static Row shown(int number, String fault, String mustHold, Experiment experiment) {
        return new Row(number, fault, mustHold, new Coverage.Shown(experiment, false));
    }

    static Row apart(int number, String fault, String mustHold, Experiment experiment) {
        return new Row(number, fault, mustHold, new Coverage.Shown(experiment, true));
    }

    static Row elsewhere(int number, String fault, String mustHold, String test) {
        return new Row(number, fault, mustHold, new Coverage.Elsewhere(test));
    }

    static Row missing(int number, String fault, String mustHold, String why) {
        return new Row(number, fault, mustHold, new Coverage.Missing(why));
    }
}
