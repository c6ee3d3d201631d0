package dev.entente.erp.feed;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** An order that we asked an ERP for: what it belongs to, and what was last said about it. */
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

    /** Fingerprint of the state that was last published. */
    @Column(name = "last_published")
    @Nullable
    String lastPublished;

    /** Counts what was published, so that a state that comes back is news again. */
    int publications;
}
