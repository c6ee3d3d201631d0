package dev.entente.adapter.webhook;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

import java.time.Duration;
import java.util.function.Consumer;

/** Reads a request's body into memory, but not more than allowed and not for longer than allowed. One use. */
final class BoundedBody {

    private final HttpServerRequest request;
    private final int maxBytes;
    private final Duration timeout;
    private final Buffer received = Buffer.buffer();
    private boolean over;

    BoundedBody(HttpServerRequest request, int maxBytes, Duration timeout) {
        this.request = request;
        this.maxBytes = maxBytes;
        this.timeout = timeout;
    }

    void read(Vertx vertx, Consumer<byte[]> whenComplete, Runnable whenTooLarge, Runnable whenTooSlow) {
        if (declaredBytes() > maxBytes) {
            whenTooLarge.run();
            return;
        }
        var timer = vertx.setTimer(timeout.toMillis(), fired -> end(whenTooSlow));
        request.handler(chunk -> {
            if (received.length() + chunk.length() > maxBytes) {
                vertx.cancelTimer(timer);
                end(whenTooLarge);
            } else if (!over) {
                received.appendBuffer(chunk);
            }
        });
        request.exceptionHandler(gone -> {
            vertx.cancelTimer(timer);
            over = true;
        });
        request.endHandler(end -> {
            vertx.cancelTimer(timer);
            end(() -> whenComplete.accept(received.getBytes()));
        });
        request.resume();
    }

    private void end(Runnable how) {
        if (!over) {
            over = true;
            how.run();
        }
    }

    private long declaredBytes() {
        var declared = request.getHeader("Content-Length");
        try {
            return declared == null ? 0 : Long.parseLong(declared);
        } catch (NumberFormatException malformed) {
            return 0;
        }
    }
}
