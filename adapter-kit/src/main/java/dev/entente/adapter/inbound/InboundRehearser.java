package dev.entente.adapter.inbound;

import dev.entente.adapter.connection.ServiceIdentity;
import dev.entente.adapter.http.DryRun;
import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.ContractJson;
import dev.entente.contracts.message.Event;
import dev.entente.contracts.message.MessageCatalogue;
import dev.entente.contracts.message.UnreadableMessage;
import dev.entente.service.rehearsal.Rehearsal;
import dev.entente.service.rehearsal.Rehearsal.Outcome;
import dev.entente.service.rehearsal.Rehearser;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

import java.util.List;

/** Says what a vendor's hint would make known: the vendor is asked, nobody is told. */
@ApplicationScoped
class InboundRehearser implements Rehearser {

    private final Inbox inbox;
    private final Translator translator;
    private final ServiceIdentity service;

    InboundRehearser(Inbox inbox, Translator translator, ServiceIdentity service) {
        this.inbox = inbox;
        this.translator = translator;
        this.service = service;
    }

    @Override
    public boolean isFor(String topic) {
        return topic.equals(service.kind().inboundTopic());
    }

    @Override
    public Uni<Rehearsal> rehearse(Attributes inbound, byte[] payload) throws UnreadableMessage {
        var run = new DryRun();
        var foreseen = translator.foresee(inbound, payload, run);
        return inbox.contains(inbound.id())
                .chain(seen -> seen
                        ? Uni.createFrom().item(Rehearsal.of(Outcome.NO_EFFECT, "it was dealt with already"))
                        : foreseen.map(events -> rehearsal(inbound, events, run)));
    }

    private static Rehearsal rehearsal(Attributes inbound, List<Event> events, DryRun run) {
        var messages = events.stream()
                .map(event -> new Rehearsal.Message(
                        MessageCatalogue.typeOf(event),
                        inbound.subject(),
                        ContractJson.mapper().valueToTree(event)))
                .toList();
        return new Rehearsal(
                events.isEmpty() ? Outcome.NO_EFFECT : Outcome.ACTS,
                events.isEmpty() ? "it means nothing to us, or what it means has been told" : "this would be told",
                List.of(),
                List.of(),
                messages,
                run.quota());
    }
}
