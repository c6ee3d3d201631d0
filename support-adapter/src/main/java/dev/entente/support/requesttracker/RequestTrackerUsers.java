package dev.entente.support.requesttracker;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.entente.adapter.http.VendorFailure;
import dev.entente.contracts.failure.Failure;
import dev.entente.contracts.model.Contact;
import dev.entente.contracts.model.Customer;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

/** The people of a customer, by their e-mail address, which Request Tracker keeps unique. */
final class RequestTrackerUsers {

    private static final int MOST_RETRIES = 3;

    private final RequestTrackerApi api;

    RequestTrackerUsers(RequestTrackerApi api) {
        this.api = api;
    }

    Uni<Void> ensure(Customer customer) {
        return Multi.createFrom()
                .iterable(customer.contacts())
                .onItem()
                .transformToUniAndConcatenate(contact -> Uni.createFrom()
                        .deferred(() -> ensure(contact, customer))
                        .onFailure(VendorFailure::isChangedMeanwhile)
                        .retry()
                        .atMost(MOST_RETRIES)
                        .onFailure(VendorFailure::isChangedMeanwhile)
                        .transform(stillTaken -> VendorFailure.refused(new Failure.Invalid(
                                "a user of the support tool has the name or the address of one of the customer's people,"
                                        + " and is not found by the address"))))
                .collect()
                .asList()
                .replaceWithVoid();
    }

    /** Who is there already keeps the name and the organization that people gave them. */
    private Uni<Void> ensure(Contact contact, Customer customer) {
        return api.having("find-user", "users?fields=Name&find_disabled_rows=1", "EmailAddress", contact.email())
                .chain(found -> found.isEmpty()
                        ? api.create(
                                        "user",
                                        JsonNodeFactory.instance
                                                .objectNode()
                                                .put("Name", contact.email())
                                                .put("EmailAddress", contact.email())
                                                .put("RealName", contact.name())
                                                .put("Organization", customer.name())
                                                .put("Privileged", 0))
                                .replaceWithVoid()
                        : Uni.createFrom().voidItem());
    }
}
