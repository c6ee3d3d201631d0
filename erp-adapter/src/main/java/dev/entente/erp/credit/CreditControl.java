package dev.entente.erp.credit;

import dev.entente.adapter.connection.Connection;
import dev.entente.adapter.connection.Connections;
import dev.entente.adapter.http.VendorConnectors;
import dev.entente.contracts.message.ErpCommand.CheckCredit;
import dev.entente.contracts.message.ErpEvent.CreditDecided;
import dev.entente.erp.ErpConnector;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** Decides about credit at each connection, by the connection's setting {@code overdue-days-allowed} (default 30). */
@Singleton
public class CreditControl {

    private final VendorConnectors<ErpConnector> connectors;
    private final Map<String, CreditRule> rules;

    CreditControl(VendorConnectors<ErpConnector> connectors, Connections connections) {
        this.connectors = connectors;
        this.rules = connections.all().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Connection::name,
                        connection ->
                                new CreditRule(Integer.parseInt(connection.setting("overdue-days-allowed", "30")))));
    }

    /** The decision; empty when there is no such connection. */
    public Optional<Uni<CreditDecided>> decide(String connection, CheckCredit question) {
        return connectors.find(connection).map(connector -> decide(connector, connection, question));
    }

    /** The decision by what this connector to the connection is told. */
    public Uni<CreditDecided> decide(ErpConnector connector, String connection, CheckCredit question) {
        var rule = Objects.requireNonNull(rules.get(connection), "every connection has a rule");
        return connector.creditStanding(question).map(rule::decide);
    }
}
