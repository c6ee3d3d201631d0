package dev.entente.sandbox.vendor;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;

/** Sends webhooks: so many at once, so long for an answer. Says how the receiver answered; whether to retry is the vendor's. */
public final class Deliveries {

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final Semaphore concurrency;
    private final Duration timeout;

    public Deliveries(int concurrency, Duration timeout) {
        this.concurrency = new Semaphore(concurrency);
        this.timeout = timeout;
    }

    /** The HTTP status of the answer, 0 when there was none in time. */
    public int post(URI target, Map<String, String> headers, String body) {
        concurrency.acquireUninterruptibly();
        try {
            var request =
                    HttpRequest.newBuilder(target).timeout(timeout).POST(HttpRequest.BodyPublishers.ofString(body));
            headers.forEach(request::header);
            return client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException noAnswer) {
            return 0;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return 0;
        } finally {
            concurrency.release();
        }
    }
}
