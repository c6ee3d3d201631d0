package dev.entente.erp.tryton;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.entente.adapter.connection.Connection;
import dev.entente.adapter.connection.SecretFile;
import dev.entente.adapter.http.RenewedAuthorization.Grant;
import dev.entente.adapter.http.VendorClient;
import dev.entente.adapter.http.VendorFailure;
import dev.entente.adapter.http.VendorRequest;
import dev.entente.contracts.failure.Failure;
import io.smallrye.mutiny.Uni;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/**
 * Logs in: {@code common.db.login}, then {@code Authorization: Session base64(login:user:session)} (Tryton 6.0, {@code
 * trytond/protocols/wrappers.py}). A session lasts until the server says otherwise.
 */
final class TrytonSession {

    /** After failed attempts Tryton delays every login, also a correct one, by up to half a minute. */
    static final Duration LOGIN_TIMEOUT = Duration.ofSeconds(40);

    private final String user;
    private final SecretFile password;
    private final VendorClient client;

    TrytonSession(Connection connection, VendorClient client) {
        this.user = connection.setting("user");
        this.password = connection.credential("password");
        this.client = client;
    }

    Uni<Grant> open() {
        return Uni.createFrom().item(this::login).chain(client::call).map(response -> {
            var result = response.json().path("result");
            if (!result.isArray() || result.size() != 2) {
                throw VendorFailure.refused(new Failure.Denied("the ERP refuses the user or its password"));
            }
            var session =
                    user + ":" + result.get(0).asText() + ":" + result.get(1).asText();
            var encoded = Base64.getEncoder().encodeToString(session.getBytes(StandardCharsets.UTF_8));
            return new Grant("Session " + encoded, Instant.MAX);
        });
    }

    private VendorRequest login() {
        var body = JsonNodeFactory.instance.objectNode().put("id", 0).put("method", "common.db.login");
        var parameters = body.putArray("params").add(user);
        parameters.addObject().put("password", password.value());
        parameters.add(TrytonRpc.LANGUAGE);
        return VendorRequest.query("login", "/", body);
    }
}
