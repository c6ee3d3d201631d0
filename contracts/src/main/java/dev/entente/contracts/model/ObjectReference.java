package dev.entente.contracts.model;

/**
 * One object in one connected system. Identifiers are opaque strings, whatever the system sends.
 *
 * @param connection the configured connection, for example {@code emea}; letters, digits, {@code -}, {@code _}
 * @param id the system's own identifier of the object, at most 255 characters
 */
public record ObjectReference(String connection, String id) {

    public ObjectReference {
        Require.text(connection, 64, "connection");
        Require.that(connection.matches("[A-Za-z0-9_-]+"), "connection '" + connection + "' is not a connection name");
        Require.text(id, 255, "id");
    }

    /** {@code emea/1001}: unique across all connections of a kind of system. */
    @Override
    public String toString() {
        return connection + "/" + id;
    }
}
