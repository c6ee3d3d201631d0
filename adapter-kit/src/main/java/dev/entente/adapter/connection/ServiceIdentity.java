package dev.entente.adapter.connection;

import dev.entente.contracts.message.SystemKind;

/**
 * Who this service is. Provided once by each adapter.
 *
 * @param name the service's name, for example {@code crm-adapter}
 * @param kind the kind of system it speaks with
 */
public record ServiceIdentity(String name, SystemKind kind) {

    /** The CloudEvents source of what this service says about a connection. */
    public String source(Connection connection) {
        return source(connection.name());
    }

    public String source(String connection) {
        return "/" + name + "/" + connection;
    }
}
