package dev.entente.adapter.command;

import dev.entente.adapter.command.LedgerEntry.Status;
import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.ContractJson;
import dev.entente.contracts.message.Event;
import dev.entente.contracts.message.Intent;
import dev.entente.contracts.message.MessageCatalogue;
import dev.entente.contracts.message.UnreadableMessage;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * Intent to outcome. The intent is committed before the vendor is called, the outcome after; an intent without an
 * outcome is probed before anything is done about it.
 */
@ApplicationScoped
class CommandLedger implements PanacheRepositoryBase<LedgerEntry, String> {

    /** Leases are of the database's clock: a replica whose own is fast must not hold others up, nor a slow one be taken over at once. */
    private static final String ONE_AT_A_TIME =
            "select clock_timestamp() from (select pg_advisory_xact_lock(hashtextextended(:flow, 0))) as locked";

    private final Clock clock;

    CommandLedger(Clock clock) {
        this.clock = clock;
    }

    /** @param nanos what {@link System#nanoTime} said before that time: who waits for the answer has so much less to write in */
    private record Now(Instant time, long nanos) {}

    /**
     * Asks whether a command may be performed.
     *
     * @param lease how long performing it can take at the most; a crash blocks the intent for that long
     */
    Uni<Admission> admit(Attributes command, String intent, String fingerprint, Duration lease) {
        return Panache.withTransaction(() -> decide(command, intent, fingerprint, lease));
    }

    /** What {@link #admit} would say now; nothing is kept. */
    Uni<Admission> foresee(Attributes command, String intent, String fingerprint) {
        return Panache.withTransaction(() -> Panache.currentTransaction()
                .invoke(transaction -> transaction.markForRollback())
                .chain(() -> decide(command, intent, fingerprint, Duration.ZERO)));
    }

    private Uni<Admission> decide(Attributes command, String intent, String fingerprint, Duration lease) {
        var parsed = Intent.parse(intent).orElse(null);
        return begin(parsed == null ? intent : parsed.flow())
                .chain(now -> fence(parsed, now)
                        .chain(fence -> findById(intent, LockModeType.PESSIMISTIC_WRITE)
                                .chain(entry -> entry != null && (fence == null || entry.status == Status.SUCCEEDED)
                                        ? Uni.createFrom().item(() -> readmit(entry, command, fingerprint, now, lease))
                                        : fence != null
                                                ? Uni.createFrom().item(fence)
                                                : intend(command, intent, fingerprint, now, lease))));
    }

    /** Steps of one flow are admitted one at a time, whichever replica asks. Answers the database's time. */
    private Uni<Now> begin(String flow) {
        var asked = System.nanoTime();
        return getSession()
                .chain(session -> session.createNativeQuery(ONE_AT_A_TIME, Instant.class)
                        .setParameter("flow", flow)
                        .getSingleResult())
                .map(time -> new Now(time, asked));
    }

    /** What other steps of the same flow say against this one: a later one was begun, or an earlier one may still be at it. */
    private Uni<@Nullable Admission> fence(@Nullable Intent intent, Now now) {
        if (intent == null) {
            return Uni.createFrom().nullItem();
        }
        return list(
                        "flow = ?1 and (step > ?2 or (step < ?2 and outcomeUnknown = true)) order by step desc",
                        intent.flow(),
                        intent.step())
                .map(others -> against(intent, others, now));
    }

    private static @Nullable Admission against(Intent intent, List<LedgerEntry> others, Now now) {
        for (var other : others) {
            if (Objects.requireNonNull(other.step) > intent.step()) {
                return new Admission.Superseded();
            }
            var left = Duration.between(now.time(), other.leasedUntil);
            if (left.isPositive()) {
                return new Admission.InFlight(left);
            }
        }
        return null;
    }

    private Uni<Admission> intend(Attributes command, String intent, String fingerprint, Now now, Duration lease) {
        var entry = new LedgerEntry();
        entry.intent = intent;
        entry.correlationId = command.correlationId();
        entry.fingerprint = fingerprint;
        var proceed = proceed(entry, command, now, lease, false);
        return persist(entry).replaceWith(proceed);
    }

    private static Admission readmit(
            LedgerEntry entry, Attributes command, String fingerprint, Now now, Duration lease) {
        if (!entry.fingerprint.equals(fingerprint)) {
            return new Admission.Conflict();
        }
        return switch (entry.status) {
            case SUCCEEDED -> new Admission.Settled(outcome(entry));
            case FAILED ->
                entry.commandId.equals(command.id())
                        ? new Admission.Settled(outcome(entry))
                        : proceed(entry, command, now, lease, entry.outcomeUnknown);
            case INTENDED -> {
                var left = Duration.between(now.time(), entry.leasedUntil);
                yield left.isPositive() ? new Admission.InFlight(left) : proceed(entry, command, now, lease, true);
            }
        };
    }

    private static Admission proceed(
            LedgerEntry entry, Attributes command, Now now, Duration lease, boolean probeFirst) {
        entry.attempt++;
        Intent.parse(entry.intent).ifPresent(parsed -> {
            entry.flow = parsed.flow();
            entry.step = parsed.step();
        });
        entry.commandId = command.id();
        entry.status = Status.INTENDED;
        entry.outcomeUnknown = true;
        entry.leasedUntil = now.time().plus(lease);
        entry.updatedAt = now.time();
        entry.outcomeType = null;
        entry.outcome = null;
        return new Admission.Proceed(entry.attempt, probeFirst, now.nanos());
    }

    /**
     * Records the outcome of an admitted attempt.
     *
     * @return whether the attempt was still the newest; if not, somebody took over and this outcome is not recorded
     */
    Uni<Boolean> settle(String intent, int attempt, Event outcome, boolean succeeded, boolean outcomeUnknown) {
        return Panache.withTransaction(() -> update(
                        "status = ?1, outcomeUnknown = ?2, outcomeType = ?3, outcome = ?4, updatedAt = ?5"
                                + " where intent = ?6 and attempt = ?7",
                        succeeded ? Status.SUCCEEDED : Status.FAILED,
                        outcomeUnknown,
                        MessageCatalogue.typeOf(outcome),
                        new String(ContractJson.write(outcome), StandardCharsets.UTF_8),
                        clock.instant(),
                        intent,
                        attempt))
                .map(updated -> updated == 1);
    }

    private static Event outcome(LedgerEntry entry) {
        try {
            var type = MessageCatalogue.recordFor(present(entry.outcomeType)).orElseThrow();
            return (Event) ContractJson.read(present(entry.outcome).getBytes(StandardCharsets.UTF_8), type);
        } catch (UnreadableMessage corrupt) {
            throw new IllegalStateException("the ledger's outcome of " + entry.intent + " is unreadable", corrupt);
        }
    }

    private static String present(@Nullable String column) {
        return Objects.requireNonNull(column, "a settled entry has an outcome");
    }
}
