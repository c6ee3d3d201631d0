package dev.entente.orchestrator.api;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

import java.time.Instant;

/** One line of an instance's history, as the API reads it. */
@Entity
@Immutable
@Table(name = "workflow_history")
class HistoryView {

    @Id
    long id;

    @Column(name = "instance_id")
    String instanceId;

    Instant at;

    String trigger;

    @Column(name = "message_id")
    String messageId;

    @Column(name = "from_state")
    @Nullable
    String fromState;

    @Column(name = "to_state")
    String toState;

    String outcome;

    String note;

    @Nullable
    String who;

    @Nullable
    String traceparent;
}
