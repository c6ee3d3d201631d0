package dev.entente.service.rehearsal;

import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.UnreadableMessage;
import io.smallrye.mutiny.Uni;

/** Says what records of some topics would do. Whoever reads a topic has one. */
public interface Rehearser {

    boolean isFor(String topic);

    /**
     * Writes nothing, sends nothing.
     *
     * @throws UnreadableMessage if the record would become a dead letter
     */
    Uni<Rehearsal> rehearse(Attributes attributes, byte[] payload) throws UnreadableMessage;
}
