package dev.entente.contracts.model;

/**
 * A person at a customer.
 *
 * @param reference the person in the CRM
 * @param email at most 254 characters (RFC 5321)
 */
public record Contact(ObjectReference reference, String name, String email) {

    public Contact {
        Require.present(reference, "contact reference");
        Require.text(name, 255, "contact name");
        Require.text(email, 254, "contact email");
        Require.that(email.indexOf('@') > 0, "contact email is not an address");
    }
}
