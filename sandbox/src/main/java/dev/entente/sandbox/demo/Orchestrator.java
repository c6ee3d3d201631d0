package dev.entente.sandbox.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.entente.sandbox.launch.Http;
import dev.entente.sandbox.launch.Topology;

import java.time.Instant;
import java.util.Optional;

/** The orchestrator's HTTP API, as an operator uses it. */
public final class Orchestrator {

    private final String crm;
    private final String url;
    private final Http http = new Http("");

    public Orchestrator(Topology topology) {
        this(topology, "orchestrator");
    }

    /** The API of one replica. */
    public Orchestrator(Topology topology, String replica) {
        this.crm = topology.crm().connection();
        this.url = topology.url(replica) + "/api/v1";
    }

    /** The instance of a deal. */
    public Optional<JsonNode> instance(String deal) {
        var page = http.get(url + "/instances?businessKey=opportunity/" + crm + "/" + deal);
        return Optional.ofNullable(page.path("items").get(0));
    }

    /** Whether the deal's instance is there, and in this state. */
    public boolean isIn(String deal, String state) {
        return instance(deal)
                .filter(instance -> instance.path("state").asText().equals(state))
                .isPresent();
    }

    public JsonNode detail(String instanceId) {
        return http.get(url + "/instances/" + instanceId + "?historySize=1000");
    }

    /** How many instances are in a status, all of them when it is empty. */
    public long count(String status) {
        return http.get(url + "/instances?size=1" + (status.isEmpty() ? "" : "&status=" + status))
                .path("total")
                .asLong();
    }

    public long countInState(String state) {
        return http.get(url + "/instances?size=1&state=" + state).path("total").asLong();
    }

    /** The definition of quote to cash that this version stores by, and by which of them how many unfinished instances are stored. */
    public JsonNode definitions() {
        return http.get(url + "/workflows/quote-to-cash/definitions");
    }

    public void mapProduct(String key, String code) {
        http.call(
                "PUT",
                url + "/reference-data/product-mappings/" + crm + "/" + key,
                JsonNodeFactory.instance.objectNode().put("productCode", code).put("updatedBy", "demo"));
    }

    /**
     * Hands the events that arrived since then to the workflows again, all pages.
     *
     * @return how many of them changed an instance
     */
    public long replayEvents(Instant since, String why) {
        var request = JsonNodeFactory.instance
                .objectNode()
                .put("from", since.toString())
                .put("to", Instant.now().toString())
                .put("preview", false)
                .put("who", "demo")
                .put("why", why);
        var changed = 0L;
        String next;
        do {
            var page = http.post(url + "/event-replays", request);
            changed += page.path("counts").path("changed").asLong();
            next = page.path("next").asText("");
            request.put("position", next);
        } while (!next.isEmpty());
        return changed;
    }

    /**
     * Replays the dead letters whose reason has this in it.
     *
     * @return how many they are, at most a thousand
     */
    public int replayLetters(String reason, String why) {
        var request = JsonNodeFactory.instance
                .objectNode()
                .put("reason", reason)
                .put("most", 1000)
                .put("preview", false)
                .put("who", "demo")
                .put("why", why);
        return http.post(url + "/dead-letters/replays", request).path("letters").size();
    }

    public JsonNode act(String instanceId, String action, String why) {
        return http.post(
                url + "/instances/" + instanceId + "/" + action,
                JsonNodeFactory.instance.objectNode().put("who", "demo").put("why", why));
    }
}
