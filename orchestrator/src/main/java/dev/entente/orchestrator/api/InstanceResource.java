package dev.entente.orchestrator.api;

import dev.entente.orchestrator.engine.Destinations;
import dev.entente.service.problem.ProblemException;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.smallrye.mutiny.Uni;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Workflow instances: find and inspect. */
@Path("/api/v1/instances")
@Tag(name = "Instances")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class InstanceResource {

    private final Destinations destinations;
    private final Clock clock;

    InstanceResource(Destinations destinations, Clock clock) {
        this.destinations = destinations;
        this.clock = clock;
    }

    /**
     * @param pausedFor the connection that a paused instance waits for; absent when a person has paused it
     * @param moneyHeld the money that waits while the instance stays where it is, for example {@code 149.70 EUR}
     */
    public record InstanceSummary(
            String id,
            String workflow,
            int definitionVersion,
            String businessKey,
            String correlationId,
            String connection,
            String state,
            String status,
            @Nullable ParkedBecause parked,
            @Nullable String pausedFor,
            int attempt,
            Instant enteredAt,
            @Nullable Instant dueAt,
            @Nullable String moneyHeld,
            Instant createdAt,
            Instant updatedAt) {}

    public record ParkedBecause(String kind, String reason, String owner) {}

    public record HistoryEntry(
            Instant at,
            String trigger,
            String messageId,
            @Nullable String fromState,
            String toState,
            String outcome,
            String note,
            @Nullable String who,
            @Nullable String traceparent) {}

    public record InstanceDetail(InstanceSummary instance, List<HistoryEntry> history) {}

    /** @param next the page after this one, absent on the last */
    public record Page(
            List<InstanceSummary> items,
            long total,
            @Nullable Integer next) {}

    @GET
    @WithSession
    @Operation(
            summary = "Find instances, newest first",
            description =
                    "parkedReason: a part of it. connection: where the deal lives, which the present step needs, or which is waited for."
                            + " inStateFor: at least this long, ISO 8601. With either, and without status, finished ones are not meant.")
    public Uni<Page> find(
            @QueryParam("workflow") @Nullable String workflow,
            @QueryParam("status") @Nullable String status,
            @QueryParam("state") @Nullable String state,
            @QueryParam("correlationId") @Nullable String correlationId,
            @QueryParam("businessKey") @Nullable String businessKey,
            @QueryParam("parkedKind") @Nullable String parkedKind,
            @QueryParam("parkedReason") @Nullable String parkedReason,
            @QueryParam("connection") @Nullable String connection,
            @QueryParam("inStateFor") @Nullable String inStateFor,
            @QueryParam("page") @DefaultValue("0") @Min(0) @Max(100_000) int page,
            @QueryParam("size") @DefaultValue("50") @Min(1) @Max(500) int size) {
        Map<String, Object> filters = new LinkedHashMap<>();
        putIfPresent(filters, "workflow", workflow);
        putIfPresent(filters, "status", status);
        putIfPresent(filters, "state", state);
        putIfPresent(filters, "correlationId", correlationId);
        putIfPresent(filters, "businessKey", businessKey);
        putIfPresent(filters, "parkedKind", parkedKind);
        var conditions = new ArrayList<String>();
        filters.keySet().forEach(name -> conditions.add("i." + name + " = :" + name));
        if (parkedReason != null && !parkedReason.isBlank()) {
            filters.put("parkedReason", parkedReason);
            conditions.add("locate(lower(:parkedReason), lower(i.parkedReason)) > 0");
        }
        if (connection != null && !connection.isBlank()) {
            filters.put("connection", connection);
            filters.put("needing", destinations.statesThatNeed(connection));
            conditions.add("(i.connection = :connection or i.pausedFor = :connection"
                    + " or concat(i.workflow, '/', i.connection, '/', i.state, case when i.attempt > 0 then '/asked' else '/new' end)"
                    + " in :needing)");
        }
        if (inStateFor != null && !inStateFor.isBlank()) {
            filters.put("enteredBy", clock.instant().minus(TimeInState.parse(inStateFor)));
            conditions.add("i.enteredAt <= :enteredBy");
        }
        if (!filters.containsKey("status") && (filters.containsKey("connection") || filters.containsKey("enteredBy"))) {
            conditions.add("i.status in ('ACTIVE', 'PARKED', 'PAUSED')");
        }
        var where = conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
        return Panache.getSession().chain(session -> {
            var count = session.createQuery("select count(*) from InstanceView i" + where, Long.class);
            var select = session.createQuery(
                            "from InstanceView i" + where + " order by i.createdAt desc, i.id", InstanceView.class)
                    .setFirstResult(page * size)
                    .setMaxResults(size);
            filters.forEach((name, value) -> {
                count.setParameter(name, value);
                select.setParameter(name, value);
            });
            return count.getSingleResult()
                    .chain(total -> select.getResultList()
                            .map(found -> new Page(
                                    found.stream()
                                            .map(InstanceResource::summary)
                                            .toList(),
                                    total,
                                    (page + 1L) * size < total ? page + 1 : null)));
        });
    }

    @GET
    @Path("/{id}")
    @WithSession
    @Operation(summary = "One instance with its history, oldest line first")
    public Uni<InstanceDetail> inspect(
            @PathParam("id") String id,
            @QueryParam("historyPage") @DefaultValue("0") @Min(0) @Max(100_000) int historyPage,
            @QueryParam("historySize") @DefaultValue("200") @Min(1) @Max(1000) int historySize) {
        return Panache.getSession()
                .chain(session -> session.find(InstanceView.class, id)
                        .onItem()
                        .ifNull()
                        .failWith(InstanceResource::unknown)
                        .chain(instance -> session.createQuery(
                                        "from HistoryView h where h.instanceId = :id order by h.id", HistoryView.class)
                                .setParameter("id", id)
                                .setFirstResult(historyPage * historySize)
                                .setMaxResults(historySize)
                                .getResultList()
                                .map(lines -> new InstanceDetail(
                                        summary(instance),
                                        lines.stream()
                                                .map(InstanceResource::entry)
                                                .toList()))));
    }

    static ProblemException unknown() {
        return ProblemException.of(404, "unknown-instance", "There is no such instance.");
    }

    private static void putIfPresent(Map<String, Object> filters, String name, @Nullable String value) {
        if (value != null && !value.isBlank()) {
            filters.put(name, value);
        }
    }

    private static InstanceSummary summary(InstanceView view) {
        return new InstanceSummary(
                view.id,
                view.workflow,
                view.definitionVersion,
                view.businessKey,
                view.correlationId,
                view.connection,
                view.state,
                view.status,
                parked(view),
                view.pausedFor,
                view.attempt,
                view.enteredAt,
                view.dueAt,
                view.moneyAmount == null ? null : view.moneyAmount.toPlainString() + " " + view.moneyCurrency,
                view.createdAt,
                view.updatedAt);
    }

    private static @Nullable ParkedBecause parked(InstanceView view) {
        return view.parkedKind == null || view.parkedReason == null || view.parkedOwner == null
                ? null
                : new ParkedBecause(view.parkedKind, view.parkedReason, view.parkedOwner);
    }

    private static HistoryEntry entry(HistoryView line) {
        return new HistoryEntry(
                line.at,
                line.trigger,
                line.messageId,
                line.fromState,
                line.toState,
                line.outcome,
                line.note,
                line.who,
                line.traceparent);
    }
}
