package dev.entente.support.zendesk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.entente.adapter.http.RecordChange;
import dev.entente.adapter.http.VendorClient;
import dev.entente.adapter.http.VendorFailure;
import dev.entente.adapter.http.VendorRequest;
import dev.entente.adapter.polling.FeedPage;
import dev.entente.adapter.webhook.WebhookScheme;
import dev.entente.contracts.failure.Failure;
import dev.entente.contracts.message.ContractJson;
import dev.entente.contracts.message.SupportCommand.CommentOnTicket;
import dev.entente.contracts.message.SupportCommand.MoveTicket;
import dev.entente.contracts.message.SupportCommand.OpenTicket;
import dev.entente.contracts.message.SupportCommand.RecordEntitlement;
import dev.entente.contracts.message.UnreadableMessage;
import dev.entente.contracts.model.Contact;
import dev.entente.contracts.model.Customer;
import dev.entente.contracts.model.Ticket;
import dev.entente.contracts.model.TicketKey;
import dev.entente.support.SupportConnector;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One Zendesk account. An entitlement is kept on the organization; the organization's people become users. */
final class ZendeskConnector implements SupportConnector {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final VendorClient client;
    private final ZendeskSettings settings;
    private final ZendeskTickets tickets;
    private final WebhookScheme webhooks;

    ZendeskConnector(VendorClient client, ZendeskSettings settings, ZendeskTickets tickets, WebhookScheme webhooks) {
        this.client = client;
        this.settings = settings;
        this.tickets = tickets;
        this.webhooks = webhooks;
    }

    @Override
    public Uni<Ticket> openTicket(OpenTicket ticket) {
        return tickets.open(ticket);
    }

    @Override
    public Uni<Optional<Ticket>> findTicket(TicketKey key) {
        return tickets.find(key);
    }

    @Override
    public Uni<Ticket> readTicket(String id) {
        return tickets.read(id);
    }

    @Override
    public Uni<Ticket> moveTicket(MoveTicket move) {
        return tickets.move(move);
    }

    @Override
    public Uni<Void> comment(CommentOnTicket comment) {
        return tickets.comment(comment);
    }

    @Override
    public Optional<String> ticketConcerned(byte[] inboundPayload) throws UnreadableMessage {
        var subject = ContractJson.read(inboundPayload, JsonNode.class)
                .path("subject")
                .asText("")
                .split(":");
        return subject.length == 3 && subject[1].equals("ticket") ? Optional.of(subject[2]) : Optional.empty();
    }

    @Override
    public Uni<FeedPage<Ticket>> changedTickets(@Nullable String position, Duration overlap) {
        return tickets.changed(position);
    }

    @Override
    public WebhookScheme webhooks() {
        return webhooks;
    }

    @Override
    public Uni<Void> recordEntitlement(RecordEntitlement entitlement, String correlationId) {
        var wanted = fields(entitlement, correlationId);
        return domains(entitlement.customer())
                .chain(domains ->
                        client.call(upsert("organization", organization(entitlement.customer(), domains, wanted))))
                .map(response -> response.json().path("organization"))
                .invoke(kept -> requireKept(kept, wanted))
                .chain(kept -> users(entitlement.customer(), kept.path("id").asLong()));
    }

    /** By external id: what has it is changed, and made when nothing has. */
    private static VendorRequest upsert(String type, ObjectNode body) {
        var path = "/api/v2/" + type + "s/";
        var written = (ObjectNode) body.path(type);
        var look = look(type, written.path("external_id").asText());
        return VendorRequest.write("upsert-" + type, "POST", path + "create_or_update", body)
                .changing(new RecordChange(
                        written, look, answer -> answer.path(type + "s").path(0), live -> answer(type, live, written)));
    }

    private static VendorRequest look(String type, String externalId) {
        return VendorRequest.get("find-" + type, "/api/v2/" + type + "s/search?external_id=" + externalId);
    }

    /**
     * What to write as the organization's domains, which replaces all that there are; empty leaves them. Agents add some,
     * by which people who write from there are known as the organization's, so theirs stay.
     */
    private Uni<Set<String>> domains(Customer customer) {
        if (customer.domain() == null) {
            return Uni.createFrom().item(Set.of());
        }
        var ours = customer.domain().toLowerCase(Locale.ROOT);
        return client.call(look("organization", settings.externalIds().of(customer.reference())))
                .map(response -> {
                    var all = new LinkedHashSet<String>();
                    response.json()
                            .path("organizations")
                            .path(0)
                            .path("domain_names")
                            .forEach(domain -> all.add(domain.asText()));
                    return all.add(ours) ? all : Set.of();
                });
    }

    private static ObjectNode answer(String type, JsonNode live, ObjectNode written) {
        var record = live instanceof ObjectNode there ? there.deepCopy() : JSON.objectNode();
        return JSON.objectNode().set(type, record.setAll(written));
    }

    private ObjectNode organization(Customer customer, Set<String> domains, Map<String, String> wanted) {
        var body = JSON.objectNode();
        var organization = body.putObject("organization")
                .put("external_id", settings.externalIds().of(customer.reference()))
                .put("name", customer.name());
        if (!domains.isEmpty()) {
            domains.forEach(organization.putArray("domain_names")::add);
        }
        var fields = organization.putObject("organization_fields");
        wanted.forEach(fields::put);
        return body;
    }

    private Map<String, String> fields(RecordEntitlement command, String correlationId) {
        var entitlement = command.entitlement();
        var fields = new LinkedHashMap<String, String>();
        fields.put(settings.tierField(), entitlement.tier() == null ? "none" : entitlement.tier());
        fields.put(settings.startsField(), entitlement.starts().toString());
        fields.put(settings.endsField(), entitlement.ends().toString());
        fields.put(settings.orderNumberField(), entitlement.orderNumber());
        fields.put(settings.orderStatusField(), entitlement.orderStatus().name().toLowerCase(Locale.ROOT));
        fields.put(settings.correlationField(), correlationId);
        return fields;
    }

    /** A field that the account does not have is dropped without a word; then nobody in support would see it. */
    private static void requireKept(JsonNode organization, Map<String, String> wanted) {
        var kept = organization.path("organization_fields");
        wanted.keySet().stream().filter(field -> !kept.has(field)).findFirst().ifPresent(missing -> {
            throw VendorFailure.refused(
                    new Failure.Denied("the support tool has no organization field '" + missing + "'"));
        });
    }

    private Uni<Void> users(Customer customer, long organizationId) {
        return Multi.createFrom()
                .iterable(customer.contacts())
                .onItem()
                .transformToUniAndConcatenate(contact -> client.call(upsert("user", user(contact, organizationId))))
                .collect()
                .asList()
                .replaceWithVoid();
    }

    private ObjectNode user(Contact contact, long organizationId) {
        var body = JSON.objectNode();
        body.putObject("user")
                .put("external_id", settings.externalIds().of(contact.reference()))
                .put("name", contact.name())
                .put("email", contact.email())
                .put("organization_id", organizationId)
                .put("skip_verify_email", true);
        return body;
    }
}
