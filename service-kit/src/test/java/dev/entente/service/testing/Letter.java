package dev.entente.service.testing;

import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

import static io.restassured.RestAssured.given;

/**
 * A dead letter of the service under test, as a person deals with it.
 *
 * @param path of its resource
 */
public record Letter(String path) {

    /** The first that waits of a business flow. */
    public static Letter awaited(String correlationId, Duration patience) {
        var until = Instant.now().plus(patience);
        while (Instant.now().isBefore(until)) {
            List<String> found = given().get("/api/v1/dead-letters?status=WAITING&correlationId=" + correlationId)
                    .jsonPath()
                    .getList("id");
            if (!found.isEmpty()) {
                return new Letter("/api/v1/dead-letters/" + found.getFirst());
            }
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
        throw new AssertionError("no dead letter of " + correlationId);
    }

    /** What a replay with this payload would do. */
    public ValidatableResponse rehearsed(String payload) {
        return post("/rehearsal", Map.of("payload", payload));
    }

    public void replayed(String payload) {
        post("/replay", Map.of("payload", payload, "who", "ada", "why", "a brace was missing"));
    }

    private ValidatableResponse post(String action, Map<String, String> body) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .post(path + action)
                .then()
                .statusCode(200);
    }
}
