package dev.entente.service.messaging;

import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.ContractJson;
import dev.entente.contracts.message.Message;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** A record to be published: its topic, its context, its payload as it will stand on Kafka. */
@RegisterForReflection(
        targets = Message.class,
        registerFullHierarchy = true) // for native executables: Jackson asks records what they hold
@SuppressWarnings("ArrayRecordComponent") // a carrier between two methods, never compared
public record OutgoingRecord(String topic, Attributes attributes, byte[] payload) {

    public static OutgoingRecord of(String topic, Attributes attributes, Message message) {
        return new OutgoingRecord(topic, attributes, ContractJson.write(message));
    }
}
