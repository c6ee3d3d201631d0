package dev.entente.service.messaging;

import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.UnreadableMessage;
import io.smallrye.mutiny.Uni;

/** What a service does with one record. */
@FunctionalInterface
public interface RecordHandler {

    /**
     * Deals with a record. May be called again with the same record at any time, and must then have no second effect.
     *
     * @return whether it came to what was meant; then earlier messages that said the same have nothing to add
     * @throws UnreadableMessage if the payload does not follow the contract; the record becomes a dead letter
     */
    Uni<Boolean> handle(Attributes attributes, byte[] payload) throws UnreadableMessage;
}
