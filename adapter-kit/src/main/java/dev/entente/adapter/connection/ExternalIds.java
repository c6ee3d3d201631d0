package dev.entente.adapter.connection;

import dev.entente.contracts.model.ObjectReference;

import java.util.Optional;

/**
 * How a company or person of the CRM is called in a vendor's own field: prefix, CRM connection, hyphen, id. Letters, digits,
 * {@code -} and {@code _} as long as the prefix and the id are: what vendors recommend for external ids.
 *
 * @param prefix because a record has one external id and another integration may have taken it
 */
public record ExternalIds(String prefix) {

    public String of(ObjectReference reference) {
        return prefix + reference.connection() + "-" + reference.id();
    }

    /** The other way round; ids of CRMs have no hyphen, so the last one divides. Empty for what is not ours. */
    public Optional<ObjectReference> read(String externalId) {
        if (!externalId.startsWith(prefix)) {
            return Optional.empty();
        }
        var own = externalId.substring(prefix.length());
        var at = own.lastIndexOf('-');
        return at > 0 && at < own.length() - 1
                ? Optional.of(new ObjectReference(own.substring(0, at), own.substring(at + 1)))
                : Optional.empty();
    }
}
