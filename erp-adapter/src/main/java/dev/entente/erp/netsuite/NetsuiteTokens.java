package dev.entente.erp.netsuite;

import dev.entente.adapter.connection.Connection;
import dev.entente.adapter.connection.SecretFile;
import dev.entente.adapter.http.RenewedAuthorization.Grant;
import dev.entente.adapter.http.VendorClient;
import dev.entente.adapter.http.VendorFailure;
import dev.entente.adapter.http.VendorRequest;
import dev.entente.adapter.http.VendorResponse;
import dev.entente.contracts.failure.Failure;
import io.smallrye.mutiny.Uni;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.PSSParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/**
 * OAuth 2.0 client credentials with a signed JWT (Oracle's online help, "OAuth 2.0 client credentials flow"): ES256 for an
 * EC key, PS256 for an RSA one. RS256 is not on Oracle's list.
 */
final class NetsuiteTokens {

    private static final String PATH = "/services/rest/auth/oauth2/v1/token";
    private static final Duration ASSERTION_LIFETIME = Duration.ofMinutes(5);
    private static final Duration TOLERANCE = Duration.ofMinutes(1);

    private final String audience;
    private final String clientId;
    private final String certificateId;
    private final SecretFile privateKey;
    private final VendorClient client;
    private final Clock clock;

    NetsuiteTokens(Connection connection, VendorClient client, Clock clock) {
        this.audience = connection.baseUrl() + PATH;
        this.clientId = connection.setting("client-id");
        this.certificateId = connection.setting("certificate-id");
        this.privateKey = connection.credential("private-key");
        this.client = client;
        this.clock = clock;
    }

    /** Asks for a new access token; once more if the answer to the first request shows that its time was wrong. */
    Uni<Grant> obtain() {
        return Uni.createFrom()
                .deferred(() -> {
                    var issued = client.clock().now();
                    return ask(issued)
                            .onFailure(failure -> isRefused(failure) && isWrong(issued))
                            .recoverWithUni(() -> ask(client.clock().now()));
                })
                .onFailure(NetsuiteTokens::isRefused)
                .transform(refused ->
                        VendorFailure.refused(new Failure.Denied("the ERP refuses the client's certificate")));
    }

    private Uni<Grant> ask(Instant issued) {
        return Uni.createFrom().item(() -> request(issued)).chain(client::call).map(this::grant);
    }

    private boolean isWrong(Instant issued) {
        return Duration.between(issued, client.clock().now()).abs().compareTo(TOLERANCE) > 0;
    }

    private static boolean isRefused(Throwable failure) {
        return failure instanceof VendorFailure refusal && refusal.failure() instanceof Failure.Invalid;
    }

    private VendorRequest request(Instant issued) {
        var form = "grant_type=client_credentials&client_assertion_type="
                + encode("urn:ietf:params:oauth:client-assertion-type:jwt-bearer") + "&client_assertion="
                + assertion(issued.getEpochSecond());
        return VendorRequest.form("token", PATH, form);
    }

    private Grant grant(VendorResponse response) {
        var json = response.json();
        return new Grant(
                "Bearer " + json.path("access_token").asText(),
                clock.instant().plusSeconds(json.path("expires_in").asLong(0)));
    }

    private String assertion(long issued) {
        try {
            var key = key();
            var header = """
                    {"typ":"JWT","alg":"%s","kid":"%s"}""".formatted(algorithm(key), certificateId);
            var claims = """
                    {"iss":"%s","scope":["rest_webservices"],"aud":"%s","iat":%d,"exp":%d}""".formatted(clientId, audience, issued, issued + ASSERTION_LIFETIME.toSeconds());
            var signed = base64(header.getBytes(StandardCharsets.UTF_8)) + "."
                    + base64(claims.getBytes(StandardCharsets.UTF_8));
            var signature = signature(key);
            signature.initSign(key);
            signature.update(signed.getBytes(StandardCharsets.UTF_8));
            return signed + "." + base64(signature.sign());
        } catch (GeneralSecurityException | IllegalArgumentException unusable) {
            throw VendorFailure.refused(new Failure.Denied("the private key of this connection cannot be used"));
        }
    }

    private PrivateKey key() throws GeneralSecurityException {
        var encoded = Base64.getDecoder().decode(privateKey.value().replaceAll("-----[A-Z ]+-----|\\s", ""));
        var specification = new PKCS8EncodedKeySpec(encoded);
        try {
            return KeyFactory.getInstance("EC").generatePrivate(specification);
        } catch (GeneralSecurityException notElliptic) {
            return KeyFactory.getInstance("RSA").generatePrivate(specification);
        }
    }

    private static String algorithm(PrivateKey key) {
        return key.getAlgorithm().equals("EC") ? "ES256" : "PS256";
    }

    private static Signature signature(PrivateKey key) throws GeneralSecurityException {
        if (key.getAlgorithm().equals("EC")) {
            return Signature.getInstance("SHA256withECDSAinP1363Format");
        }
        var signature = Signature.getInstance("RSASSA-PSS");
        signature.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
        return signature;
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
