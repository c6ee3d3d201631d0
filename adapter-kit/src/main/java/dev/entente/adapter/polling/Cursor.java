package dev.entente.adapter.polling;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

import java.time.Instant;

/** How far a feed has been read. */
@Entity
@Table(name = "polling_cursor")
class Cursor {

    @Id
    String feed;

    /** Absent until the first page has been dealt with. */
    @Nullable
    String position;

    @Column(name = "leased_until")
    Instant leasedUntil;
}
