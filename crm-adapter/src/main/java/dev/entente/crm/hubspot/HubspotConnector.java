package dev.entente.crm.hubspot;

import com.fasterxml.jackson.databind.JsonNode;
import dev.entente.adapter.http.VendorFailure;
import dev.entente.adapter.polling.FeedPage;
import dev.entente.adapter.webhook.InboundEvent;
import dev.entente.adapter.webhook.WebhookScheme;
import dev.entente.contracts.message.ContractJson;
import dev.entente.contracts.message.CrmCommand.RecordOrder;
import dev.entente.contracts.message.CrmEvent;
import dev.entente.contracts.message.CrmEvent.OpportunityState;
import dev.entente.contracts.message.UnreadableMessage;
import dev.entente.crm.CrmConnector;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One HubSpot account. */
final class HubspotConnector implements CrmConnector {

    private final HubspotSettings settings;
    private final HubspotMapping mapping;
    private final HubspotApi api;
    private final HubspotFeed feed;
    private final WebhookScheme webhooks;

    HubspotConnector(
            HubspotSettings settings,
            HubspotMapping mapping,
            HubspotApi api,
            HubspotFeed feed,
            WebhookScheme webhooks) {
        this.settings = settings;
        this.mapping = mapping;
        this.api = api;
        this.feed = feed;
        this.webhooks = webhooks;
    }

    @Override
    public WebhookScheme webhooks() {
        return webhooks;
    }

    @Override
    public Optional<String> opportunityConcerned(byte[] inboundPayload) throws UnreadableMessage {
        var event = ContractJson.read(inboundPayload, JsonNode.class);
        var type = event.path("subscriptionType").asText(event.path("eventType").asText(""));
        var isDeal =
                HubspotNames.kindOf(type, event.path("objectTypeId").asText("")).equals("opportunity");
        var isEcho =
                settings.writtenProperties().contains(event.path("propertyName").asText(""));
        return isDeal && !isEcho ? Optional.of(event.path("objectId").asText()) : Optional.empty();
    }

    @Override
    public Uni<FeedPage<InboundEvent>> changedOpportunities(@Nullable String position, Duration overlap) {
        return feed.changed(position, overlap);
    }

    @Override
    public Uni<CrmEvent> readOpportunity(String opportunityId) {
        return api.read("deals", opportunityId, HubspotMapping.DEAL, List.of("companies", "contacts", "line_items"))
                .map(Optional::of)
                .onFailure(VendorFailure::isNoSuchRecord)
                .recoverWithItem(Optional.empty())
                .chain(found -> found.<Uni<CrmEvent>>map(
                                deal -> interpret(deal).map(state -> state.numbered(deal.edition())))
                        .orElseGet(() -> Uni.createFrom().item(mapping.gone(opportunityId))));
    }

    private Uni<OpportunityState> interpret(HubspotRecord deal) {
        var answer = mapping.beforeReadingFurther(deal);
        return answer != null
                ? Uni.createFrom().item(answer)
                : readFurther(deal)
                        .onFailure(VendorFailure::isNoSuchRecord)
                        .recoverWithItem(() -> mapping.incomplete(deal));
    }

    private Uni<OpportunityState> readFurther(HubspotRecord deal) {
        var contacts = deal.associated("contacts");
        var lineItems = deal.associated("line items", "line_items");
        var customer = HubspotMapping.customerOf(deal).orElseThrow();
        return api.read("companies", customer, mapping.companyProperties(), List.of())
                .chain(company -> api.readAll("contacts", contacts, HubspotMapping.CONTACT)
                        .chain(people -> api.readAll("line_items", lineItems, mapping.lineItemProperties())
                                .map(lines -> lines.size() == lineItems.size()
                                        ? mapping.opportunity(deal, company, people, lines)
                                        : mapping.incomplete(deal))));
    }

    @Override
    public Uni<Void> recordOrder(RecordOrder order, String correlationId) {
        return api.update(
                "deals",
                order.opportunity().id(),
                Map.of(
                        settings.orderNumberProperty(),
                        order.orderNumber(),
                        settings.orderStatusProperty(),
                        statusWord(order),
                        settings.correlationProperty(),
                        correlationId));
    }

    @Override
    public Uni<Boolean> showsOrder(RecordOrder order) {
        return api.read(
                        "deals",
                        order.opportunity().id(),
                        List.of(settings.orderNumberProperty(), settings.orderStatusProperty()),
                        List.of())
                .map(deal -> order.orderNumber().equals(deal.property(settings.orderNumberProperty()))
                        && statusWord(order).equals(deal.property(settings.orderStatusProperty())))
                .onFailure(VendorFailure::isNoSuchRecord)
                .recoverWithItem(false);
    }

    private static String statusWord(RecordOrder order) {
        return order.status().name().toLowerCase(Locale.ROOT);
    }
}
