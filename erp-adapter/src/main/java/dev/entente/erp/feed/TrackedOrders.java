package dev.entente.erp.feed;

import dev.entente.adapter.polling.Announcements;
import dev.entente.adapter.polling.Announcements.About;
import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.Attributes.Origin;
import dev.entente.contracts.message.ErpEvent.OrderChanged;
import dev.entente.contracts.model.OrderKey;
import dev.entente.contracts.model.OrderState;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

import java.util.Optional;

/** The orders whose changes concern somebody. */
@ApplicationScoped
public class TrackedOrders implements PanacheRepositoryBase<TrackedOrder, String> {

    private final Announcements announcements;

    TrackedOrders(Announcements announcements) {
        this.announcements = announcements;
    }

    /** Remembers which business object an order belongs to; does nothing when it is remembered already. */
    public Uni<Void> track(OrderKey key, Attributes command) {
        return Panache.withTransaction(() -> Panache.getSession()
                .chain(session -> session.createNativeQuery(
                                "insert into tracked_order (id, correlation_id, subject, region)"
                                        + " values (?1, ?2, ?3, ?4) on conflict do nothing")
                        .setParameter(1, id(command.connection(), key))
                        .setParameter(2, command.correlationId())
                        .setParameter(3, command.subject())
                        .setParameter(4, command.region())
                        .executeUpdate())
                .replaceWithVoid());
    }

    /** The order was answered in this state: until it changes there is nothing to say about it. */
    public Uni<Void> answered(Attributes command, OrderState state) {
        var about =
                about(command.connection(), state.key(), command.subject(), command.correlationId(), command.region());
        return announcements.told(about, edition -> new OrderChanged(state.numbered(edition)));
    }

    Uni<Optional<About>> find(String connection, OrderKey key) {
        return Panache.withSession(() -> findById(id(connection, key)))
                .map(order -> Optional.ofNullable(order)
                        .map(found -> about(connection, key, found.subject, found.correlationId, found.region)));
    }

    private static About about(String connection, OrderKey key, String subject, String correlationId, String region) {
        return new About("order/" + id(connection, key), subject, correlationId, new Origin(connection, region));
    }

    private static String id(String connection, OrderKey key) {
        return connection + "/" + key;
    }
}
