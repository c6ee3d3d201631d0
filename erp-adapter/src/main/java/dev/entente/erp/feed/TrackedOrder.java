package dev.entente.erp.feed;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** An order that we asked an ERP for, and what it belongs to. */
@Entity
@Table(name = "tracked_order")
class TrackedOrder {

    /** {@code connection/key}. */
    @Id
    String id;

    @Column(name = "correlation_id")
    String correlationId;

    String subject;

    String region;
}
