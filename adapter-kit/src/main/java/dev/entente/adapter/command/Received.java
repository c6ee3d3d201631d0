package dev.entente.adapter.command;

import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.Command;
import dev.entente.contracts.message.ContractJson;
import dev.entente.contracts.message.Identifiers;
import dev.entente.contracts.message.UnreadableMessage;

import java.util.Objects;

/**
 * A command that has been read.
 *
 * @param intent which effect is meant; the command's own id when it names none
 * @param fingerprint of the bytes it was read from
 */
record Received(Attributes context, Command command, String intent, String fingerprint) {

    /** @throws UnreadableMessage if it is not a command */
    static Received read(Attributes context, byte[] payload) throws UnreadableMessage {
        if (!(ContractJson.read(context, payload).data() instanceof Command command)) {
            throw new UnreadableMessage(context.type() + " is not a command");
        }
        var intent = Objects.requireNonNullElse(context.intent(), context.id());
        return new Received(context, command, intent, Identifiers.fingerprint(payload));
    }
}
