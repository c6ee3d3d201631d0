package dev.entente.adapter.inbound;

import dev.entente.adapter.http.DryRun;
import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.Event;
import dev.entente.contracts.message.UnreadableMessage;
import io.smallrye.mutiny.Uni;

import java.util.List;

/** Turns what a vendor sent into canonical events. Implemented once by each adapter. */
public interface Translator {

    /**
     * The events that follow, none when the vendor's event means nothing to us. Reads from the vendor as it needs to; a
     * vendor that does not answer is an event too, never a failure of this method.
     *
     * @throws UnreadableMessage if the payload is not what the vendor's protocol says
     */
    Uni<List<Event>> translate(Attributes inbound, byte[] payload) throws UnreadableMessage;

    /**
     * The events that would follow now, those included that {@link #translate} tells in another way; nothing is told and
     * nothing is kept.
     *
     * @param run that asks the vendor
     * @throws UnreadableMessage as {@link #translate} does
     */
    Uni<List<Event>> foresee(Attributes inbound, byte[] payload, DryRun run) throws UnreadableMessage;
}
