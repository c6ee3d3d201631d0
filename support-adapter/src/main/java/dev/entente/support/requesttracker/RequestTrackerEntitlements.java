package dev.entente.support.requesttracker;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.entente.adapter.http.VendorFailure;
import dev.entente.contracts.failure.Failure;
import dev.entente.contracts.message.SupportCommand.RecordEntitlement;
import dev.entente.contracts.model.Contact;
import dev.entente.contracts.model.Customer;
import dev.entente.support.requesttracker.RequestTrackerApi.Versioned;
import io.smallrye.mutiny.Uni;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * An asset per customer shows the entitlement: agents see it beside every ticket of the customer's people, who are its
 * contacts (docs/decisions/2026-11-24-entitlements-in-request-tracker.md). Nothing makes assets unique, and of several
 * who update one at once all succeed, so the caller holds a lock.
 */
final class RequestTrackerEntitlements {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int LONGEST_NAME_BYTES = 255;
    private static final int MOST_RETRIES = 5;
    private static final int MOST_OF_ONE_CUSTOMER = 20;

    private final RequestTrackerApi api;
    private final RequestTrackerSettings settings;

    RequestTrackerEntitlements(RequestTrackerApi api, RequestTrackerSettings settings) {
        this.api = api;
        this.settings = settings;
    }

    /** What the asset shall show. */
    private record Wanted(String name, Map<String, String> fields, List<String> contacts) {}

    Uni<Void> record(RecordEntitlement command, String correlationId) {
        var wanted = new Wanted(
                name(command.customer()),
                fields(command, correlationId),
                command.customer().contacts().stream().map(Contact::email).toList());
        return Uni.createFrom()
                .deferred(() -> attempt(customer(command.customer()), wanted))
                .onFailure(VendorFailure::isChangedMeanwhile)
                .retry()
                .atMost(MOST_RETRIES);
    }

    private Uni<Void> attempt(String customer, Wanted wanted) {
        return theOne(customer)
                .chain(found -> found.map(id -> api.read("asset", id).chain(asset -> update(asset, wanted)))
                        .orElseGet(() -> api.create("asset", created(wanted))
                                .call(() -> theOne(customer))
                                .chain(id -> api.read("asset", id))))
                .invoke(asset -> requireKept(asset, wanted))
                .replaceWithVoid();
    }

    private Uni<Optional<String>> theOne(String customer) {
        return find(customer).map(ids -> RequestTrackerApi.theOne("asset of this customer", ids));
    }

    /** The search does not mind the case of letters, we do. */
    private Uni<List<String>> find(String customer) {
        var query = "Catalog = " + RequestTrackerApi.quoted(settings.catalog()) + " AND CF.{" + settings.customerField()
                + "} = " + RequestTrackerApi.quoted(customer);
        return api.search("assets", query, "CustomFields", MOST_OF_ONE_CUSTOMER)
                .map(rows -> rows.stream()
                        .map(row -> new Versioned(row, ""))
                        .filter(asset -> asset.field(settings.customerField()).equals(List.of(customer)))
                        .map(Versioned::id)
                        .toList());
    }

    private Uni<Versioned> update(Versioned asset, Wanted wanted) {
        var changes = changes(asset, wanted);
        return changes.isEmpty()
                ? Uni.createFrom().item(asset)
                : api.update("asset", asset, changes).chain(() -> api.read("asset", asset.id()));
    }

    private ObjectNode created(Wanted wanted) {
        var body = JSON.objectNode().put("Catalog", settings.catalog()).put("Name", wanted.name());
        wanted.contacts().forEach(body.putArray("Contact")::add);
        wanted.fields().forEach(body.putObject("CustomFields")::put);
        return body;
    }

    /** Only what differs: Request Tracker notes every value it is given. */
    private static ObjectNode changes(Versioned asset, Wanted wanted) {
        var changes = JSON.objectNode();
        if (!asset.record().path("Name").asText("").equals(wanted.name())) {
            changes.put("Name", wanted.name());
        }
        var kept = contacts(asset);
        if (!kept.containsAll(lowerCase(wanted.contacts()))) {
            kept.addAll(lowerCase(wanted.contacts()));
            kept.forEach(changes.putArray("Contact")::add);
        }
        var fields = JSON.objectNode();
        wanted.fields().forEach((field, value) -> {
            if (!asset.field(field).equals(List.of(value))) {
                fields.put(field, value);
            }
        });
        if (!fields.isEmpty()) {
            changes.set("CustomFields", fields);
        }
        return changes;
    }

    private static TreeSet<String> contacts(Versioned asset) {
        return StreamSupport.stream(asset.record().path("Contact").spliterator(), false)
                .map(contact -> contact.path("id").asText().toLowerCase(Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<String> lowerCase(List<String> addresses) {
        return addresses.stream()
                .map(address -> address.toLowerCase(Locale.ROOT))
                .toList();
    }

    /** A field that the catalogue does not have is dropped without a word; then nobody in support would see it. */
    private static void requireKept(Versioned asset, Wanted wanted) {
        var left = changes(asset, wanted);
        if (left.isEmpty()) {
            return;
        }
        var missing = new TreeSet<String>();
        left.path("CustomFields").fieldNames().forEachRemaining(missing::add);
        throw VendorFailure.refused(
                missing.isEmpty()
                        ? new Failure.Invalid("the support tool does not keep the customer's name and people")
                        : new Failure.Denied("the support tool does not keep " + String.join(", ", missing)
                                + ": do its assets have these fields, with one value each?"));
    }

    private Map<String, String> fields(RecordEntitlement command, String correlationId) {
        var entitlement = command.entitlement();
        var fields = new LinkedHashMap<String, String>();
        fields.put(settings.customerField(), customer(command.customer()));
        fields.put(settings.tierField(), entitlement.tier() == null ? "none" : entitlement.tier());
        fields.put(settings.startsField(), entitlement.starts().toString());
        fields.put(settings.endsField(), entitlement.ends().toString());
        fields.put(settings.orderNumberField(), entitlement.orderNumber());
        fields.put(settings.orderStatusField(), entitlement.orderStatus().name().toLowerCase(Locale.ROOT));
        fields.put(settings.correlationField(), correlationId);
        return fields;
    }

    /** What identifies the customer's asset. */
    String customer(Customer customer) {
        return settings.externalIds().of(customer.reference());
    }

    /** Longer names are cut, in bytes, and names of digits only are refused. */
    private static String name(Customer customer) {
        var name = customer.name().matches("\\d+") ? "Customer " + customer.name() : customer.name();
        while (name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME_BYTES) {
            name = name.substring(0, name.offsetByCodePoints(name.length(), -1));
        }
        return name;
    }
}
