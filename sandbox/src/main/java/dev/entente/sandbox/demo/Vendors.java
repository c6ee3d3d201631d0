package dev.entente.sandbox.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.entente.sandbox.launch.Http;
import dev.entente.sandbox.launch.Topology;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.StreamSupport;

/** The switches and counters of simulated vendors and of the relays before real ones. */
public final class Vendors {

    private final Topology topology;
    private final Http http = new Http("");

    public Vendors(Topology topology) {
        this.topology = topology;
    }

    /** How often something became visible at a vendor. */
    public long effects(String vendor, String what) {
        return StreamSupport.stream(records(vendor, "effects").spliterator(), false)
                .filter(effect -> effect.path("what").asText().equals(what))
                .count();
    }

    /** How often for each key. */
    public Map<String, Integer> effectsByKey(String vendor, String what) {
        var counts = new HashMap<String, Integer>();
        records(vendor, "effects").forEach(effect -> {
            if (effect.path("what").asText().equals(what)) {
                counts.merge(effect.path("key").asText(), 1, Integer::sum);
            }
        });
        return counts;
    }

    public JsonNode records(String vendor, String kind) {
        return http.get(topology.url(vendor) + "/_sandbox/records/" + kind);
    }

    public JsonNode traffic(String vendor) {
        return http.get(topology.url(vendor) + "/_sandbox/traffic");
    }

    /** The next request that fits is done, and its answer lost. */
    public void loseNextAnswer(String vendor, String match) {
        fault(vendor, next("time-out-after", match).put("delayMillis", 100));
    }

    /** The next request that fits waits before it is done. */
    public void holdNext(String vendor, String match, int millis) {
        fault(vendor, next("hold", match).put("delayMillis", millis));
    }

    /** Every request that fits waits before it is done, until {@link #repair}. */
    public void holdAll(String vendor, String match, int millis) {
        fault(vendor, each("hold", match).put("delayMillis", millis));
    }

    /** The next request that fits is not done, but answered with a status. */
    public void answerNext(String vendor, String match, int status) {
        fault(vendor, next("status", match).put("status", status));
    }

    /** No request that fits is done until {@link #repair}; all are answered with a status. */
    public void answerAll(String vendor, String match, int status) {
        fault(vendor, each("status", match).put("status", status));
    }

    /** The next request that fits stops at the barrier before it is done. */
    public void stopNextBefore(String vendor, String match) {
        fault(vendor, next("stop-before", match));
    }

    /** The next request that fits stops at the barrier when it is done, before the answer. */
    public void stopNextAfter(String vendor, String match) {
        fault(vendor, next("stop-after", match));
    }

    /** How many requests stand at the barrier. */
    public int atBarrier(String vendor) {
        return http.get(topology.url(vendor) + "/_sandbox/barrier")
                .path("waiting")
                .asInt();
    }

    /** Waits until a request stands at the barrier; fails when none has come within the time. */
    public void awaitBarrier(String vendor, Duration patience) {
        var until = Instant.now().plus(patience);
        while (atBarrier(vendor) == 0) {
            if (Instant.now().isAfter(until)) {
                throw new IllegalStateException("no request has come to the barrier of " + vendor);
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    /** Lets those at the barrier go on. */
    public void openBarrier(String vendor) {
        http.call("DELETE", topology.url(vendor) + "/_sandbox/barrier", null);
    }

    /** How often the faults that are active have struck. */
    public long strikes(String vendor) {
        return StreamSupport.stream(
                        http.get(topology.url(vendor) + "/_sandbox/faults").spliterator(), false)
                .mapToLong(fault -> fault.path("struck").asLong())
                .sum();
    }

    /** Takes all faults of a vendor back. */
    public void repair(String vendor) {
        http.call("DELETE", topology.url(vendor) + "/_sandbox/faults", null);
    }

    private static ObjectNode next(String kind, String match) {
        return each(kind, match).put("times", 1);
    }

    private static ObjectNode each(String kind, String match) {
        return JsonNodeFactory.instance.objectNode().put("kind", kind).put("match", match);
    }

    public void fault(String vendor, ObjectNode fault) {
        http.post(topology.url(vendor) + "/_sandbox/faults", fault);
    }
}
