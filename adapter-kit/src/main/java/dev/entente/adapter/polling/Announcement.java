package dev.entente.adapter.polling;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** What was last said about an object. */
@Entity
@Table(name = "announcement")
class Announcement {

    /** {@code order/books/key}. */
    @Id
    String object;

    @Column(name = "correlation_id")
    String correlationId;

    /** Of the event that was last published. */
    String fingerprint;

    /** Counts what was published, so that a state that comes back is news again. */
    int publications;
}
