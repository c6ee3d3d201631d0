package dev.entente.support.port;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.entente.adapter.connection.Connection;
import dev.entente.adapter.connection.SecretFile;
import dev.entente.sandbox.demo.RequestTrackerDesk;
import dev.entente.sandbox.demo.SupportDesk;
import dev.entente.sandbox.launch.Http;
import dev.entente.service.testing.Foundation;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A real Request Tracker, behind the relay. */
final class RequestTrackerCounterpart implements SupportCounterpart {

    private final String url = Foundation.topology().url("request-tracker-server") + "/REST/2.0";
    private final Http agent = new Http("token " + Foundation.topology().realCredential("request-tracker", "token"));

    @Override
    public String connection() {
        return "desk";
    }

    @Override
    public SupportDesk desk() {
        return new RequestTrackerDesk(Foundation.topology());
    }

    @Override
    public String system() {
        return "request-tracker";
    }

    @Override
    public String requests(Operation operation) {
        return switch (operation) {
            case MAKE_ENTITLEMENT -> "POST .*/asset$";
            case CHANGE_ENTITLEMENT -> "PUT .*/asset/";
            case MAKE_TICKET -> "POST .*/ticket$";
            case MOVE_TICKET -> "PUT .*/ticket/";
            case COMMENT -> "POST .*/comment$";
            case READ_TICKET -> "GET .*/ticket/\\d+$";
        };
    }

    private JsonNode asset(String name) {
        var query = URLEncoder.encode(
                "Catalog = 'Entitlements' AND Name = '" + name.replace("'", "\\'") + "'", StandardCharsets.UTF_8);
        return agent.get(url + "/assets?query=" + query + "&fields=Description")
                .path("items")
                .path(0);
    }

    /** As somebody may make it who was at it for longer than others were kept away. */
    void makeAnotherAsset(String customer) {
        var body = JsonNodeFactory.instance
                .objectNode()
                .put("Catalog", "Entitlements")
                .put("Name", "another of " + customer);
        body.putObject("CustomFields").put("crm_customer", customer);
        agent.post(url + "/asset", body);
    }

    /** In the queue of a ticket that is there. */
    void openAnotherTicket(String likeTicket, String key) {
        var queue = agent.get(url + "/ticket/" + likeTicket).path("Queue").path("id");
        var body = JsonNodeFactory.instance
                .objectNode()
                .put("Queue", queue.asText())
                .put("Subject", "another of " + key)
                .put("Requestor", "ada@example.com")
                .put("Content", "It drips.");
        body.putObject("CustomFields").put("entente_key", key);
        agent.post(url + "/ticket", body);
    }

    @Override
    public void noteOnCustomer(String customerName, String note) {
        agent.call(
                "PUT",
                url + "/asset/" + asset(customerName).path("id").asText(),
                JsonNodeFactory.instance.objectNode().put("Description", note));
    }

    @Override
    public String noteOnCustomer(String customerName) {
        return asset(customerName).path("Description").asText("");
    }

    @Override
    public void renameTicket(String id, String subject) {
        agent.call(
                "PUT",
                url + "/ticket/" + id,
                JsonNodeFactory.instance.objectNode().put("Subject", subject));
    }

    @Override
    public String subjectOfTicket(String id) {
        return agent.get(url + "/ticket/" + id).path("Subject").asText();
    }

    @Override
    public int tickets(String key) {
        var query = URLEncoder.encode("CF.{entente_key} = '" + key + "'", StandardCharsets.UTF_8);
        return agent.get(url + "/tickets?query=" + query).path("items").size();
    }

    @Override
    public List<String> internalComments(String ticket) {
        var texts = new ArrayList<String>();
        var history = agent.get(url + "/ticket/" + ticket + "/history?fields=Type&per_page=100");
        for (var transaction : history.path("items")) {
            if (transaction.path("Type").asText().equals("Comment")) {
                var having = JsonNodeFactory.instance.arrayNode();
                having.addObject()
                        .put("field", "TransactionId")
                        .put("value", transaction.path("id").asText());
                agent.post(url + "/ticket/" + ticket + "/attachments?fields=Content", having)
                        .path("items")
                        .forEach(attachment ->
                                texts.add(attachment.path("Content").asText().strip()));
            }
        }
        return texts;
    }

    @Override
    public Connection withoutRights(Connection connection) {
        return new Connection(
                connection.name(),
                connection.vendor(),
                connection.region(),
                connection.baseUrl(),
                connection.publicUrl(),
                connection.webhookSecrets(),
                Map.of(
                        "token",
                        new SecretFile(
                                Foundation.topology().realCredentialFile("request-tracker", "restricted-token"))),
                connection.settings(),
                connection.concurrency(),
                connection.timeout());
    }
}
