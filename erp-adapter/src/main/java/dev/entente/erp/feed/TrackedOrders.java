package dev.entente.erp.feed;

import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.ContractJson;
import dev.entente.contracts.message.ErpEvent.OrderChanged;
import dev.entente.contracts.message.Identifiers;
import dev.entente.contracts.model.OrderKey;
import dev.entente.contracts.model.OrderState;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** The orders whose changes concern somebody. */
@ApplicationScoped
public class TrackedOrders implements PanacheRepositoryBase<TrackedOrder, String> {

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
    public Uni<Void> answered(String connection, OrderState state) {
        return published(id(connection, state.key()), fingerprint(new OrderChanged(state)));
    }

    static String fingerprint(OrderChanged event) {
        return Identifiers.fingerprint(ContractJson.write(event));
    }

    Uni<TrackedOrder> find(String connection, OrderKey key) {
        return Panache.withSession(() -> findById(id(connection, key)));
    }

    Uni<Void> published(String id, String fingerprint) {
        return Panache.withTransaction(() ->
                        update("lastPublished = ?1, publications = publications + 1 where id = ?2", fingerprint, id))
                .replaceWithVoid();
    }

    private static String id(String connection, OrderKey key) {
        return connection + "/" + key;
    }
}
