package dev.entente.crm;

import dev.entente.adapter.polling.FeedPage;
import dev.entente.adapter.webhook.InboundEvent;
import dev.entente.adapter.webhook.WebhookScheme;
import dev.entente.contracts.message.CrmCommand.RecordOrder;
import dev.entente.contracts.message.CrmEvent;
import dev.entente.contracts.message.UnreadableMessage;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Optional;

/** The port: one connection to one CRM. Failures of the CRM arrive as {@code VendorFailure}. */
public interface CrmConnector {

    WebhookScheme webhooks();

    /**
     * Which opportunity an inbound event makes worth reading again; empty when the event means nothing to us, for example
     * because it is the echo of our own write.
     *
     * @throws UnreadableMessage if the payload is not what the vendor's protocol says
     */
    Optional<String> opportunityConcerned(byte[] inboundPayload) throws UnreadableMessage;

    /**
     * Opportunities that changed, each as an inbound event: what a webhook would have told. The same change has the same
     * identity however often it is read.
     *
     * @param position from the page before; absent when the feed was never read: then it begins now
     * @param overlap how far to go back behind the position
     */
    Uni<FeedPage<InboundEvent>> changedOpportunities(@Nullable String position, Duration overlap);

    /**
     * How the opportunity stands now: won, refused with a reason, or not won; numbered by the vendor's own account of its changes, where it
     * keeps one.
     */
    Uni<CrmEvent> readOpportunity(String opportunityId);

    /** Shows the order on the opportunity; repeating it changes nothing. */
    Uni<Void> recordOrder(RecordOrder order, String correlationId);

    /** Whether the opportunity shows exactly this already. */
    Uni<Boolean> showsOrder(RecordOrder order);
}
