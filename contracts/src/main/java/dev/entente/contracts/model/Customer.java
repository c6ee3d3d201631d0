package dev.entente.contracts.model;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * A company that buys.
 *
 * @param reference the company in the CRM
 * @param domain the company's internet domain, when known
 * @param contacts people at the customer who concern the deal, at most 100
 */
public record Customer(
        ObjectReference reference,
        String name,
        @Nullable String domain,
        BillingProfile billing,
        List<Contact> contacts) {

    public Customer {
        Require.present(reference, "customer reference");
        Require.text(name, 255, "customer name");
        Require.present(billing, "billing profile");
        contacts = List.copyOf(Require.present(contacts, "contacts"));
        Require.that(contacts.size() <= 100, "more than 100 contacts");
    }
}
