package dev.entente.adapter.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.entente.adapter.connection.Connection;
import dev.entente.adapter.connection.Connections;
import dev.entente.contracts.message.ContractJson;
import dev.entente.service.metrics.Metric;
import dev.entente.service.problem.Problem;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.trace.Span;
import io.quarkus.runtime.Startup;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import static dev.entente.adapter.webhook.WebhookScheme.Verdict;

/**
 * Lets a vendor's delivery in once it is durable, and for no other reason keeps the vendor waiting.
 *
 * <p>In this order: known connection, plain encoding, size, signature and age, UTF-8, the vendor's own form. What fails
 * is answered with problem details, counted, and stored nowhere. Duplicates are let in; they end at the inbox.
 */
@Startup
@ApplicationScoped
class WebhookGate implements Handler<RoutingContext> {

    private static final Logger LOG = Logger.getLogger(WebhookGate.class);
    private static final String UNKNOWN = "unknown";
    private static final String ACCEPTED = "accepted";
    private static final String NOT_DURABLE = "not-durable";
    private static final String NOT_VERIFIABLE = "not-verifiable";

    private final Connections connections;
    private final WebhookSchemes schemes;
    private final Intake intake;
    private final GateConfig config;
    private final Clock clock;
    private final MeterRegistry metrics;
    private final ObjectMapper json;

    WebhookGate(
            Connections connections,
            WebhookSchemes schemes,
            Intake intake,
            GateConfig config,
            Clock clock,
            MeterRegistry metrics,
            ObjectMapper json) {
        this.connections = connections;
        this.schemes = schemes;
        this.intake = intake;
        this.config = config;
        this.clock = clock;
        this.metrics = metrics;
        this.json = json;
        // An increase from nothing to one is none that Prometheus sees.
        for (var connection : connections.all()) {
            for (var outcome : List.of(ACCEPTED, NOT_DURABLE, NOT_VERIFIABLE)) {
                Metric.WEBHOOKS.counter(metrics, connection.vendor(), outcome);
            }
        }
    }

    @Override
    public void handle(RoutingContext exchange) {
        var connection = connections
                .find(Objects.requireNonNullElse(exchange.pathParam("connection"), ""))
                .orElse(null);
        var scheme = connection == null
                ? null
                : schemes.forConnection(connection.name()).orElse(null);
        var begun = Timer.start(metrics);
        var vendor = connection == null ? UNKNOWN : connection.vendor();
        exchange.addEndHandler(answered -> begun.stop(Metric.WEBHOOK_ANSWER.timer(metrics, vendor)));
        if (connection == null || scheme == null) {
            refuse(exchange, UNKNOWN, 404, "unknown-connection", "No such connection receives webhooks here.");
            return;
        }
        var encoding = exchange.request().getHeader("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            refuse(exchange, connection.vendor(), 415, "encoded-body", "The body must not be compressed.");
            return;
        }
        new BoundedBody(exchange.request(), config.maxBodyBytes(), config.bodyTimeout())
                .read(
                        exchange.vertx(),
                        body -> guarded(exchange, connection, () -> receive(exchange, connection, scheme, body)),
                        () -> refuse(
                                exchange,
                                connection.vendor(),
                                413,
                                "body-too-large",
                                "The body exceeds " + config.maxBodyBytes() + " bytes."),
                        () -> refuse(
                                exchange,
                                connection.vendor(),
                                408,
                                "body-too-slow",
                                "The body did not arrive in time."));
    }

    /** Nothing may end a request without an answer: not a query that is no URI, not a secret that cannot be read. */
    private void guarded(RoutingContext exchange, Connection connection, Runnable work) {
        try {
            work.run();
        } catch (IllegalArgumentException malformed) {
            refuse(exchange, connection.vendor(), 400, "malformed-request", "The request cannot be understood.");
        } catch (RuntimeException unable) {
            LOG.errorf(unable, "webhook.not-verifiable connection=%s", connection.name());
            exchange.response().putHeader("Retry-After", "30");
            refuse(exchange, connection.vendor(), 503, NOT_VERIFIABLE, "The request cannot be verified at the moment.");
        }
    }

    private void receive(RoutingContext exchange, Connection connection, WebhookScheme scheme, byte[] body) {
        var request = request(exchange, connection, body);
        if (scheme.verify(request, clock.instant()) instanceof Verdict.Refused refused) {
            refuse(
                    exchange,
                    connection.vendor(),
                    401,
                    refused.reason(),
                    "The signature does not vouch for this request.");
            return;
        }
        List<InboundEvent> events;
        try {
            requireUtf8(body);
            events = scheme.split(request);
            requireReasonableSize(events);
        } catch (MalformedWebhook malformed) {
            refuse(exchange, connection.vendor(), 400, "malformed-body", String.valueOf(malformed.getMessage()));
            return;
        }
        intake.accept(connection, events)
                .subscribe()
                .with(
                        durable -> {
                            count(connection.vendor(), ACCEPTED);
                            exchange.response().setStatusCode(204).end();
                        },
                        failure -> {
                            LOG.errorf(failure, "webhook.not-durable connection=%s", connection.name());
                            exchange.response().putHeader("Retry-After", "5");
                            refuse(
                                    exchange,
                                    connection.vendor(),
                                    503,
                                    NOT_DURABLE,
                                    "The events cannot be stored at the moment.");
                        });
    }

    private static WebhookRequest request(RoutingContext exchange, Connection connection, byte[] body) {
        Map<String, String> headers = new HashMap<>();
        exchange.request()
                .headers()
                .forEach((name, value) -> headers.putIfAbsent(name.toLowerCase(Locale.ROOT), value));
        var called = Objects.requireNonNullElse(connection.publicUrl(), URI.create("http://unconfigured"));
        var query = exchange.request().query();
        var url = query == null || query.isEmpty() ? called : URI.create(called + "?" + query);
        return new WebhookRequest(exchange.request().method().name(), url, headers, body);
    }

    private static void requireReasonableSize(List<InboundEvent> events) throws MalformedWebhook {
        if (events.stream().anyMatch(event -> event.payload().length > ContractJson.LARGEST_PAYLOAD_BYTES)) {
            throw new MalformedWebhook("An event exceeds " + ContractJson.LARGEST_PAYLOAD_BYTES + " bytes.");
        }
    }

    private static void requireUtf8(byte[] body) throws MalformedWebhook {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
        } catch (CharacterCodingException malformed) {
            throw new MalformedWebhook("The body is not UTF-8.");
        }
    }

    private void refuse(RoutingContext exchange, String vendor, int status, String outcome, @Nullable String detail) {
        count(vendor, outcome);
        if (exchange.response().ended()) {
            return;
        }
        var problem = new Problem(
                "urn:entente:problem:" + outcome,
                status == 503 ? "Service Unavailable" : "Refused",
                status,
                detail,
                Span.current().getSpanContext().getTraceId());
        exchange.response()
                .setStatusCode(status)
                .putHeader("Content-Type", Problem.MEDIA_TYPE)
                .end(write(problem));
    }

    private String write(Problem problem) {
        try {
            return json.writeValueAsString(problem);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a problem can be written", impossible);
        }
    }

    private void count(String vendor, String outcome) {
        Metric.WEBHOOKS.counter(metrics, vendor, outcome).increment();
    }
}
