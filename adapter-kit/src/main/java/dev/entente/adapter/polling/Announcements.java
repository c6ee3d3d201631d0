package dev.entente.adapter.polling;

import dev.entente.adapter.connection.ServiceIdentity;
import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.Attributes.Origin;
import dev.entente.contracts.message.ContractJson;
import dev.entente.contracts.message.Event;
import dev.entente.contracts.message.Identifiers;
import dev.entente.contracts.message.MessageCatalogue;
import dev.entente.service.messaging.OutgoingRecord;
import dev.entente.service.messaging.Publisher;
import dev.entente.service.reactive.EventLoop;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

import java.time.Clock;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Publishes what is news about an object, and only that. Feeds with an overlap and hints by webhook tell the same thing
 * several times; the message id of the same news is the same, also when two replicas have it at once.
 */
@ApplicationScoped
public class Announcements implements PanacheRepositoryBase<Announcement, String> {

    private final Publisher publisher;
    private final ServiceIdentity service;
    private final Clock clock;

    Announcements(Publisher publisher, ServiceIdentity service, Clock clock) {
        this.publisher = publisher;
        this.service = service;
        this.clock = clock;
    }

    /**
     * What an announcement is about.
     *
     * @param object unique in this service, for example {@code order/books/key}
     * @param subject the business object, the Kafka key
     */
    public record About(String object, String subject, String correlationId, Origin origin) {}

    /**
     * Publishes the event unless it says what was last said about the object.
     *
     * @param event given the number of the announcement, from 1; two with the same number were made at the same time
     */
    public Uni<Void> announce(About about, IntFunction<? extends Event> event) {
        var executor = EventLoop.current();
        var fingerprint = fingerprint(event);
        return last(about.object()).chain(last -> {
            if (says(last, fingerprint)) {
                return Uni.createFrom().voidItem();
            }
            var publications = last.map(said -> said.publications).orElse(0);
            return publisher
                    .publish(record(about, event.apply(publications + 1), publications, fingerprint))
                    .emitOn(executor)
                    .chain(() -> remember(about, fingerprint));
        });
    }

    /** Whether the event would be published if it were announced now. */
    public Uni<Boolean> isNews(About about, IntFunction<? extends Event> event) {
        var fingerprint = fingerprint(event);
        return last(about.object()).map(last -> !says(last, fingerprint));
    }

    private static boolean says(Optional<Announcement> last, String fingerprint) {
        return last.map(said -> said.fingerprint.equals(fingerprint)).orElse(false);
    }

    /** Somebody was told in another way: until the object changes there is nothing to say about it. */
    public Uni<Void> told(About about, IntFunction<? extends Event> event) {
        return remember(about, fingerprint(event));
    }

    /** Of what is said, whatever its number. */
    private static String fingerprint(IntFunction<? extends Event> event) {
        return Identifiers.fingerprint(ContractJson.write(event.apply(0)));
    }

    private Uni<Optional<Announcement>> last(String object) {
        return Panache.withSession(() -> findById(object)).map(Optional::ofNullable);
    }

    private Uni<Void> remember(About about, String fingerprint) {
        return Panache.withTransaction(() -> Panache.getSession()
                        .chain(session -> session.createNativeQuery("""
                                insert into announcement (object, correlation_id, fingerprint, publications)
                                values (?1, ?2, ?3, 1)
                                on conflict (object) do update
                                set fingerprint = excluded.fingerprint, publications = announcement.publications + 1""")
                                .setParameter(1, about.object())
                                .setParameter(2, about.correlationId())
                                .setParameter(3, fingerprint)
                                .executeUpdate()))
                .replaceWithVoid();
    }

    private OutgoingRecord record(About about, Event event, int publications, String fingerprint) {
        var type = MessageCatalogue.typeOf(event);
        var attributes = Attributes.first(
                Identifiers.derive("announced", about.object(), Integer.toString(publications), fingerprint),
                service.source(about.origin().connection()),
                type,
                about.subject(),
                clock.instant(),
                about.correlationId(),
                about.origin());
        return OutgoingRecord.of(service.kind().eventsTopic(), attributes, event);
    }
}
