package dev.entente.sandbox.vendor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * The switches. A fault applies to requests whose {@code METHOD /path} its pattern finds, or to deliveries; {@code times}
 * limits how often, {@code chance} how likely.
 */
public final class Faults {

    /** What goes wrong. */
    public enum Kind {
        /** Answers {@code status}, and {@code location} if there is one, without doing anything. */
        STATUS,
        /** Does nothing and says nothing until {@code delay} is over, then drops the connection. */
        TIME_OUT_BEFORE,
        /** Does the work, then says nothing until {@code delay} is over and drops the connection. */
        TIME_OUT_AFTER,
        /** Answers, but {@code delay} later. */
        DELAY,
        /** Does the work, but {@code delay} later: what others do meanwhile comes first. */
        HOLD,
        /** Stops at the barrier before the work, until the barrier is opened or {@code delay} is over. */
        STOP_BEFORE,
        /** Does the work and stops at the barrier before the answer. */
        STOP_AFTER,
        /** Delivers a webhook {@code copies} times. */
        DUPLICATE,
        /** Delivers a webhook after those that come later within {@code delay}. */
        REORDER,
        /** Never delivers a webhook. */
        LOSE
    }

    /** One switch. */
    public record Fault(
            Kind kind,
            Pattern match,
            int times,
            double chance,
            int status,
            String location,
            Duration delay,
            int copies,
            int struck) {

        Fault once() {
            return new Fault(kind, match, times - 1, chance, status, location, delay, copies, struck + 1);
        }
    }

    private final List<Fault> active = new ArrayList<>();
    private final RandomGenerator random;

    public Faults(long seed) {
        this.random = new java.util.SplittableRandom(seed);
    }

    /** @throws IllegalArgumentException if the switch is not one of ours */
    public synchronized void add(JsonNode json) {
        active.add(new Fault(
                Kind.valueOf(json.path("kind")
                        .asText()
                        .toUpperCase(java.util.Locale.ROOT)
                        .replace('-', '_')),
                Pattern.compile(json.path("match").asText("")),
                json.path("times").asInt(Integer.MAX_VALUE),
                json.path("chance").asDouble(1),
                json.path("status").asInt(500),
                json.path("location").asText(""),
                Duration.ofMillis(json.path("delayMillis").asLong(30_000)),
                json.path("copies").asInt(2),
                0));
    }

    public synchronized void clear() {
        active.clear();
    }

    /** The first active fault of one of the kinds that hits {@code target}; uses up one of its times. */
    public synchronized Optional<Fault> strike(String target, Kind... kinds) {
        for (int at = 0; at < active.size(); at++) {
            var fault = active.get(at);
            if (List.of(kinds).contains(fault.kind())
                    && fault.match().matcher(target).find()
                    && random.nextDouble() < fault.chance()) {
                if (fault.times() == 1) {
                    active.remove(at);
                } else {
                    active.set(at, fault.once());
                }
                return Optional.of(fault);
            }
        }
        return Optional.empty();
    }

    synchronized ArrayNode describe() {
        var list = JsonNodeFactory.instance.arrayNode();
        for (Iterator<Fault> faults = active.iterator(); faults.hasNext(); ) {
            var fault = faults.next();
            list.addObject()
                    .put("kind", fault.kind().name())
                    .put("match", fault.match().pattern())
                    .put("timesLeft", fault.times())
                    .put("struck", fault.struck())
                    .put("chance", fault.chance());
        }
        return list;
    }
}
