package dev.entente.support.port;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.entente.adapter.connection.Connection;
import dev.entente.sandbox.demo.SupportDesk;
import dev.entente.sandbox.demo.Vendors;
import dev.entente.sandbox.demo.ZendeskDesk;
import dev.entente.sandbox.launch.Http;
import dev.entente.service.testing.Foundation;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The simulated Zendesk. */
final class ZendeskCounterpart implements SupportCounterpart {

    private final Vendors vendors = new Vendors(Foundation.topology());
    private final String url = Foundation.topology().url("zendesk") + "/api/v2";
    private final Http agent = new Http("Basic "
            + Base64.getEncoder()
                    .encodeToString(("integration@example.com/token:"
                                    + Foundation.topology().zendeskToken())
                            .getBytes(StandardCharsets.UTF_8)));

    @Override
    public String connection() {
        return "helpdesk";
    }

    @Override
    public SupportDesk desk() {
        return new ZendeskDesk(Foundation.topology());
    }

    @Override
    public String system() {
        return "zendesk";
    }

    @Override
    public String requests(Operation operation) {
        return switch (operation) {
            case MAKE_ENTITLEMENT, CHANGE_ENTITLEMENT -> "POST .*/organizations/create_or_update";
            case MAKE_TICKET -> "POST .*/tickets";
            case MOVE_TICKET, COMMENT -> "PUT .*/tickets/";
            case READ_TICKET -> "GET .*/tickets/\\d+$";
        };
    }

    private Stream<JsonNode> records(String kind) {
        return StreamSupport.stream(vendors.records("zendesk", kind).spliterator(), false);
    }

    private JsonNode organization(String name) {
        return records("organization")
                .filter(one -> one.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** By the same call that the connector makes: Zendesk's people use a form that does as much. */
    @Override
    public void noteOnCustomer(String customerName, String note) {
        change(customerName, organization -> organization.put("notes", note));
    }

    void setDomains(String customerName, List<String> domains) {
        change(customerName, organization -> domains.forEach(organization.putArray("domain_names")::add));
    }

    List<String> domains(String customerName) {
        var domains = new ArrayList<String>();
        organization(customerName).path("domain_names").forEach(domain -> domains.add(domain.asText()));
        return domains;
    }

    void answerOrganizationsWithoutFields() {
        vendors.answerNext("zendesk", "POST .*/organizations/create_or_update", 200);
    }

    private void change(String customerName, Consumer<ObjectNode> change) {
        var body = JsonNodeFactory.instance.objectNode();
        change.accept(body.putObject("organization")
                .put(
                        "external_id",
                        organization(customerName).path("external_id").asText())
                .put("name", customerName));
        agent.post(url + "/organizations/create_or_update", body);
    }

    @Override
    public String noteOnCustomer(String customerName) {
        return organization(customerName).path("notes").asText("");
    }

    @Override
    public void renameTicket(String id, String subject) {
        changeTicket(id, ticket -> ticket.put("subject", subject));
    }

    void setStatus(String id, String word) {
        changeTicket(id, ticket -> ticket.put("status", word));
    }

    private void changeTicket(String id, Consumer<ObjectNode> change) {
        var body = JsonNodeFactory.instance.objectNode();
        change.accept(body.putObject("ticket"));
        agent.call("PUT", url + "/tickets/" + id, body);
    }

    @Override
    public String subjectOfTicket(String id) {
        return agent.get(url + "/tickets/" + id).path("ticket").path("subject").asText();
    }

    @Override
    public int tickets(String key) {
        return (int) records("ticket")
                .filter(ticket -> ticket.path("external_id").asText("").equals("entente-" + key))
                .count();
    }

    @Override
    public List<String> internalComments(String ticket) {
        return records("comment")
                .filter(comment -> comment.path("_ticket").asText().equals(ticket)
                        && !comment.path("public").asBoolean())
                .map(comment -> comment.path("body").asText().replaceFirst("\\n\\n\\[entente [^]]+]$", ""))
                .toList();
    }

    /** The simulation has one role. */
    @Override
    public Connection withoutRights(Connection connection) {
        return connection;
    }

    @Override
    public void refuseRights() {
        vendors.answerNext("zendesk", requests(Operation.MAKE_ENTITLEMENT), 403);
    }
}
