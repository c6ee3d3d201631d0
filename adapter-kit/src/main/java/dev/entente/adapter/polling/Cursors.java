package dev.entente.adapter.polling;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The cursors of this service's feeds. One replica reads a feed at a time; a reader that dies loses its lease. */
@ApplicationScoped
class Cursors implements PanacheRepositoryBase<Cursor, String> {

    private final Clock clock;

    Cursors(Clock clock) {
        this.clock = clock;
    }

    /** A feed that is ours to read, from {@code position} on; absent when it was never read. */
    record Claim(@Nullable String position) {}

    /**
     * Takes a feed for reading.
     *
     * @param lease after which another replica may take it
     * @return empty when another replica is reading
     */
    Uni<Optional<Claim>> claim(String feed, Duration lease) {
        return Panache.withTransaction(() -> findById(feed, LockModeType.PESSIMISTIC_WRITE)
                .chain(cursor ->
                        cursor == null ? create(feed, lease) : Uni.createFrom().item(() -> take(cursor, lease))));
    }

    /**
     * Moves a claimed cursor past what has been dealt with.
     *
     * @param lease to go on reading for as long; empty lets go of the feed
     */
    Uni<Void> advance(String feed, String position, Optional<Duration> lease) {
        var until = lease.map(clock.instant()::plus).orElse(Instant.EPOCH);
        return Panache.withTransaction(
                        () -> update("position = ?1, leasedUntil = ?2 where feed = ?3", position, until, feed))
                .replaceWithVoid();
    }

    /** Lets go of a feed that could not be read: another replica may try. */
    Uni<Void> release(String feed) {
        return Panache.withTransaction(() -> update("leasedUntil = ?1 where feed = ?2", Instant.EPOCH, feed))
                .replaceWithVoid();
    }

    private Uni<Optional<Claim>> create(String feed, Duration lease) {
        var cursor = new Cursor();
        cursor.feed = feed;
        cursor.leasedUntil = clock.instant().plus(lease);
        return persist(cursor).replaceWith(Optional.of(new Claim(null)));
    }

    /** A lease that is longer than any was given by a clock that is fast, and keeps nobody waiting: reading twice does no harm. */
    private Optional<Claim> take(Cursor cursor, Duration lease) {
        var now = clock.instant();
        var until = now.plus(lease);
        if (cursor.leasedUntil.isAfter(now) && !cursor.leasedUntil.isAfter(until)) {
            return Optional.empty();
        }
        cursor.leasedUntil = until;
        return Optional.of(new Claim(cursor.position));
    }
}
