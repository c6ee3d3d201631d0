package dev.entente.adapter.command;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

import java.time.Instant;

/** One intent and what became of it. */
@Entity
@Table(name = "command_ledger")
class LedgerEntry {

    /** INTENDED before the vendor is called; what it is afterwards says whether the effect exists. */
    enum Status {
        INTENDED,
        SUCCEEDED,
        FAILED
    }

    @Id
    String intent;

    /** Of the intent, when it has that form. */
    @Nullable
    String flow;

    @Nullable
    Integer step;

    @Column(name = "correlation_id")
    String correlationId;

    @Column(name = "command_id")
    String commandId;

    /** Of the command's payload: the same intent with another payload is a defect. */
    String fingerprint;

    @Enumerated(EnumType.STRING)
    Status status;

    /** Whether a failed attempt may have had its effect nevertheless. */
    @Column(name = "outcome_unknown")
    boolean outcomeUnknown;

    /** Counts admissions; whoever settles must still hold the newest. */
    int attempt;

    @Column(name = "leased_until")
    Instant leasedUntil;

    @Column(name = "outcome_type")
    @Nullable
    String outcomeType;

    @Nullable
    String outcome;

    @Column(name = "updated_at")
    Instant updatedAt;
}
