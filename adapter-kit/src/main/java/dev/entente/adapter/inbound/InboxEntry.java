package dev.entente.adapter.inbound;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import java.time.Instant;

/** One message that has been dealt with. */
@Entity
@Table(name = "inbox")
class InboxEntry {

    @Id
    @Column(name = "message_id")
    String messageId;

    @Column(name = "correlation_id")
    String correlationId;

    @Column(name = "received_at")
    Instant receivedAt;
}
