package dev.entente.orchestrator.api;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.Instant;

/** An instance as the API reads it: the engine's own table, so that it cannot disagree with the engine. */
@Entity
@Immutable
@Table(name = "workflow_instance")
class InstanceView {

    @Id
    String id;

    String workflow;

    @Column(name = "definition_version")
    int definitionVersion;

    @Column(name = "business_key")
    String businessKey;

    @Column(name = "correlation_id")
    String correlationId;

    String connection;

    String state;

    String status;

    @Column(name = "parked_kind")
    @Nullable
    String parkedKind;

    @Column(name = "parked_reason")
    @Nullable
    String parkedReason;

    @Column(name = "parked_owner")
    @Nullable
    String parkedOwner;

    /** The connection that a paused instance waits for; absent when a person has paused it. */
    @Column(name = "pause_held_for")
    @Nullable
    String pausedFor;

    int attempt;

    @Column(name = "entered_at")
    Instant enteredAt;

    @Column(name = "due_at")
    @Nullable
    Instant dueAt;

    @Column(name = "money_amount")
    @Nullable
    BigDecimal moneyAmount;

    @Column(name = "money_currency")
    @Nullable
    String moneyCurrency;

    @Column(name = "created_at")
    Instant createdAt;

    @Column(name = "updated_at")
    Instant updatedAt;
}
