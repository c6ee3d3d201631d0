package dev.entente.sandbox.launch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** JSON over HTTP, as plain as possible. */
public final class Http {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long A_SECOND = 1_000_000_000;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final String authorization;

    /** @param authorization the header's value, empty for none */
    public Http(String authorization) {
        this.authorization = authorization;
    }

    public JsonNode get(String url) {
        return call("GET", url, null);
    }

    public JsonNode post(String url, JsonNode body) {
        return call("POST", url, body);
    }

    /** A vendor whose quota is used up is asked again for a while: a person at a screen uses up none. */
    public JsonNode call(String method, String url, @Nullable JsonNode body) {
        var response = exchange(method, url, body);
        for (int tries = 0; response.statusCode() == 429 && tries < 15; tries++) {
            LockSupport.parkNanos(A_SECOND);
            response = exchange(method, url, body);
        }
        if (response.statusCode() / 100 != 2) {
            throw new IllegalStateException(
                    method + " " + url + " answered " + response.statusCode() + ": " + response.body());
        }
        try {
            return response.body().isEmpty() ? JSON.missingNode() : JSON.readTree(response.body());
        } catch (IOException notJson) {
            throw new UncheckedIOException(notJson);
        }
    }

    public HttpResponse<String> exchange(String method, String url, @Nullable JsonNode body) {
        var request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body.toString()));
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
