package dev.entente.endtoend.faults;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;

import static org.assertj.core.api.Assertions.assertThat;

/** Disks that are lost, with what had been promised on them. */
final class Losses {

    private static final Duration ASKED_AGAIN_EVERY = Duration.ofSeconds(5);

    private Losses() {}

    /**
     * Nothing is left of the broker: no record, no offset. What the CRM told of is found by asking; commands that nobody answers are
     * sent again when their time has come, which is brought about here by saying that it has.
     *
     * <p>Whoever starts in this sandbox afterwards may lose its first record: producers that lived on have written with the ids that
     * the old broker gave them, and the new one gives them away again.
     */
    static void theBrokersDisk(Trial trial) throws SQLException, InterruptedException {
        var running = trial.running;
        CrmFeed.remembers(trial, running.topology.component(CrmFeed.SERVICE).with("entente.feed.every", "PT2S"));
        trial.winSomeUntilAnOrderIsBeingMade();
        running.sandbox.kill("broker");
        running.sandbox.disk("broker").lose();
        trial.winSome();
        running.sandbox.start("broker");
        trial.faultIsOver();
        var end = Instant.now().plus(Duration.ofMinutes(3));
        while (!trial.isSettled() && Instant.now().isBefore(end)) {
            Thread.sleep(ASKED_AGAIN_EVERY.toMillis());
            answersAreOverdue(trial);
        }
    }

    private static void answersAreOverdue(Trial trial) throws SQLException {
        try (var connection = DatabaseLock.connect(trial.running.topology, "entente_orchestrator");
                var statement = connection.createStatement()) {
            statement.execute("update workflow_instance set due_at = now() where due_kind = 'REPLY_OVERDUE'"
                    + " and updated_at < now() - interval '3 seconds'");
        }
    }

    /** All databases stand where they stood a while ago; then a person has the events since that moment told again. */
    static void theLastCommits(Trial trial) throws InterruptedException {
        var running = trial.running;
        trial.mayTellAgain();
        trial.winSomeUntilAnOrderIsBeingMade();
        var kept = Instant.now();
        running.sandbox.kill("database");
        running.sandbox.disk("database").keep();
        running.sandbox.start("database");
        trial.winSomeUntilAnOrderIsBeingMade();
        running.sandbox.kill("database");
        running.sandbox.disk("database").goBack();
        running.sandbox.start("database");
        trial.until("the orchestrator answers", () -> running.orchestrator.count("ACTIVE") >= 0);
        var changed = running.orchestrator.replayEvents(
                kept.minus(Duration.ofMinutes(1)), "the database went back to " + kept);
        assertThat(changed).as("events that had been lost").isPositive();
        trial.faultIsOver();
    }
}
