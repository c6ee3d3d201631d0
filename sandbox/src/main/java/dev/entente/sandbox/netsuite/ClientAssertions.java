package dev.entente.sandbox.netsuite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;

/**
 * Checks the signed JWT of the client credentials flow as NetSuite documents it: PS256 or ES256 (RS256 is refused),
 * {@code iss} the client, {@code aud} the token URL, at most 60 minutes between {@code iat} and {@code exp}.
 */
final class ClientAssertions {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LONGEST = Duration.ofMinutes(60);

    private final PublicKey key;
    private final String clientId;
    private final String certificateId;
    private final Clock clock;

    ClientAssertions(PublicKey key, String clientId, String certificateId, Clock clock) {
        this.key = key;
        this.clientId = clientId;
        this.certificateId = certificateId;
        this.clock = clock;
    }

    boolean accepts(String assertion, Set<String> audiences) {
        try {
            var parts = assertion.split("\\.");
            if (parts.length != 3) {
                return false;
            }
            var header = json(parts[0]);
            var claims = json(parts[1]);
            var lifetime = Duration.ofSeconds(
                    claims.path("exp").asLong() - claims.path("iat").asLong());
            return header.path("kid").asText().equals(certificateId)
                    && claims.path("iss").asText().equals(clientId)
                    && audiences.contains(claims.path("aud").asText())
                    && claims.path("scope").toString().contains("rest_webservices")
                    && claims.path("exp").asLong() > clock.instant().getEpochSecond()
                    && lifetime.compareTo(LONGEST) <= 0
                    && verified(header.path("alg").asText(), parts[0] + "." + parts[1], parts[2]);
        } catch (IOException | GeneralSecurityException | IllegalArgumentException malformed) {
            return false;
        }
    }

    private boolean verified(String algorithm, String signed, String signature) throws GeneralSecurityException {
        Signature verifier;
        switch (algorithm) {
            case "ES256" -> verifier = Signature.getInstance("SHA256withECDSAinP1363Format");
            case "PS256" -> {
                verifier = Signature.getInstance("RSASSA-PSS");
                verifier.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
            }
            default -> {
                return false;
            }
        }
        verifier.initVerify(key);
        verifier.update(signed.getBytes(StandardCharsets.UTF_8));
        return verifier.verify(Base64.getUrlDecoder().decode(signature));
    }

    private static JsonNode json(String part) throws IOException {
        return JSON.readTree(Base64.getUrlDecoder().decode(part));
    }
}
