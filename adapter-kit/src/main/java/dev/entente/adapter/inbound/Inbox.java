package dev.entente.adapter.inbound;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

import java.time.Clock;
import java.time.Duration;

/** Remembers which inbound messages have been dealt with. Kept for as long as a redelivery can happen. */
@ApplicationScoped
class Inbox implements PanacheRepositoryBase<InboxEntry, String> {

    private static final Duration RETENTION = Duration.ofDays(14);

    /** So many at a time are forgotten well within the time that a statement may take. */
    private static final int PORTION = 20_000;

    private final Clock clock;

    Inbox(Clock clock) {
        this.clock = clock;
    }

    Uni<Boolean> contains(String messageId) {
        return Panache.withSession(() -> findById(messageId)).map(found -> found != null);
    }

    /** Does nothing when the message is there already. */
    Uni<Void> add(String messageId, String correlationId) {
        return Panache.withTransaction(() -> Panache.getSession()
                .chain(session -> session.createNativeQuery(
                                "insert into inbox (message_id, correlation_id, received_at) values (?1, ?2, ?3)"
                                        + " on conflict do nothing")
                        .setParameter(1, messageId)
                        .setParameter(2, correlationId)
                        .setParameter(3, clock.instant())
                        .executeUpdate())
                .replaceWithVoid());
    }

    @Scheduled(every = "1h", delayed = "10m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> forget() {
        return forgetSome()
                .chain(forgotten -> forgotten < PORTION ? Uni.createFrom().voidItem() : forget());
    }

    private Uni<Integer> forgetSome() {
        return Panache.withTransaction(() -> Panache.getSession()
                .chain(session -> session.createNativeQuery(
                                "delete from inbox where message_id in (select message_id from inbox where received_at < ?1 limit ?2)")
                        .setParameter(1, clock.instant().minus(RETENTION))
                        .setParameter(2, PORTION)
                        .executeUpdate()));
    }
}
