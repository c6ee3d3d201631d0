package dev.entente.adapter.polling;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The cursors of this service's feeds. One replica reads a feed at a time; a reader that dies loses its lease. */
@ApplicationScoped
public class Cursors implements PanacheRepositoryBase<Cursor, String> {

    private final Clock clock;

    Cursors(Clock clock) {
        this.clock = clock;
    }

    /**
     * Takes a feed for reading.
     *
     * @param start the position of a feed that was never read
     * @param lease after which another replica may take it
     * @return the position to read from; empty when another replica is reading
     */
    public Uni<Optional<String>> claim(String feed, String start, Duration lease) {
        return Panache.withTransaction(() -> findById(feed, LockModeType.PESSIMISTIC_WRITE)
                .chain(cursor -> cursor == null
                        ? create(feed, start, lease)
                        : Uni.createFrom().item(() -> take(cursor, lease))));
    }

    /** Moves a claimed cursor past what has been published, and lets go of it. */
    public Uni<Void> advance(String feed, String position) {
        return Panache.withTransaction(
                        () -> update("position = ?1, leasedUntil = ?2 where feed = ?3", position, Instant.EPOCH, feed))
                .replaceWithVoid();
    }

    private Uni<Optional<String>> create(String feed, String start, Duration lease) {
        var cursor = new Cursor();
        cursor.feed = feed;
        cursor.position = start;
        cursor.leasedUntil = clock.instant().plus(lease);
        return persist(cursor).replaceWith(Optional.of(start));
    }

    private Optional<String> take(Cursor cursor, Duration lease) {
        if (cursor.leasedUntil.isAfter(clock.instant())) {
            return Optional.empty();
        }
        cursor.leasedUntil = clock.instant().plus(lease);
        return Optional.of(cursor.position);
    }
}
