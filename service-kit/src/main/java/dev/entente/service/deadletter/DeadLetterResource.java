package dev.entente.service.deadletter;

import dev.entente.service.messaging.DeadLetters;
import dev.entente.service.problem.ProblemException;
import dev.entente.service.rehearsal.Rehearsal;
import dev.entente.service.selection.Many;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Dead letters of this service: find, inspect, rehearse, edit and retry, replay, discard. */
@Path("/api/v1/dead-letters")
@Tag(name = "Dead letters")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class DeadLetterResource {

    private static final int MOST_REHEARSED = 20;

    private final DeadLetterStore store;
    private final Replays replays;
    private final ReplayJobs jobs;
    private final Rehearsals rehearsals;

    DeadLetterResource(DeadLetterStore store, Replays replays, ReplayJobs jobs, Rehearsals rehearsals) {
        this.store = store;
        this.replays = replays;
        this.jobs = jobs;
        this.rehearsals = rehearsals;
    }

    /**
     * @param headers as text, of each name the last that has a value, for reading
     * @param headersBase64 to the byte, in their order, as often as they came
     * @param payload as text, for reading; absent when there was none
     * @param payloadBase64 to the byte; absent when there was none
     * @param decisions about it, the latest 20, the earliest of them first
     */
    public record LetterDetail(
            LetterSummary letter,
            Map<String, String> headers,
            List<RawHeader> headersBase64,
            @Nullable String payload,
            @Nullable String payloadBase64,
            List<DeadLetter.Decision> decisions) {}

    /** @param base64 the value; absent when it has none */
    public record RawHeader(String name, @Nullable String base64) {}

    /**
     * @param headers by name, each instead of all of that name; null takes them away, and what is not named stays as it came
     * @param payload instead of the one that came; absent leaves it as it is
     */
    public record ReplayRequest(
            @NotBlank @Size(max = 128) String who,
            @NotBlank @Size(max = 1000) String why,

            @Nullable @Size(max = 64)
            Map<@NotBlank @Size(max = 256) String, @Nullable @Size(max = 8192) String> headers,

            @Nullable @Size(max = 262_144) String payload) {

        Edit edit() {
            return Edit.of(headers, payload);
        }
    }

    /**
     * @param headers by name, each instead of all of that name; null takes them away, and what is not named stays as it came
     * @param payload instead of the one that came; absent leaves it as it is
     */
    public record RehearsalRequest(
            @Nullable @Size(max = 64)
            Map<@NotBlank @Size(max = 256) String, @Nullable @Size(max = 8192) String> headers,

            @Nullable @Size(max = 262_144) String payload) {

        Edit edit() {
            return Edit.of(headers, payload);
        }
    }

    public record Decision(
            @NotBlank @Size(max = 128) String who,
            @NotBlank @Size(max = 1000) String why) {}

    /**
     * @param reason a part of it
     * @param preview whether to say only which letters would be replayed; true when absent
     * @param rehearse whether a preview also says what each of them would do, 20 at the most; false when absent
     * @param most those of one partition as they stood in it, the longest waiting partition first, 1 to 1000; when absent 100, or all that
     *     {@code ids} name
     * @param perSecond how many, 1 to 1000; 20 when absent
     */
    public record ReplaysRequest(
            @Nullable @Size(min = 1, max = 1000) List<@NotNull String> ids,
            @Nullable String topic,
            @Nullable String correlationId,
            @Nullable String reason,
            DeadLetters.@Nullable Cause cause,
            @Nullable Boolean preview,
            @Nullable Boolean rehearse,
            @Nullable @Min(1) @Max(1000) Integer most,
            @Nullable @Min(1) @Max(1000) Integer perSecond,
            @NotBlank @Size(max = 128) String who,
            @NotBlank @Size(max = 1000) String why) {

        Many many() {
            return new Many(ids, most);
        }

        DeadLetterStore.Selection selection() {
            return new DeadLetterStore.Selection(ids, DeadLetter.Status.WAITING, topic, correlationId, reason, cause);
        }
    }

    /**
     * @param letters that are, or would be, replayed, in this order
     * @param leftOut those of the named ids that are not: no letter of that name waits, or it does not match the rest of the request, or
     *     there are more than {@code most}
     * @param more whether there may be others that match: as many were found as {@code most} allows
     * @param rehearsals of the first of them, if asked for
     * @param job that replays them; absent in a preview
     */
    public record ReplaysResult(
            boolean preview,
            List<LetterSummary> letters,
            List<String> leftOut,
            boolean more,
            List<Rehearsal> rehearsals,
            @Nullable ReplayJob job) {

        static ReplaysResult of(
                ReplaysRequest request,
                boolean preview,
                List<LetterSummary> letters,
                List<Rehearsal> rehearsals,
                @Nullable ReplayJob job) {
            var many = request.many();
            return new ReplaysResult(
                    preview,
                    letters,
                    many.leftOut(letters.stream().map(LetterSummary::id).toList()),
                    many.mayBeMore(letters.size()),
                    rehearsals,
                    job);
        }
    }

    @GET
    @Operation(summary = "Find dead letters, oldest first")
    public Uni<List<LetterSummary>> find(
            @QueryParam("status") DeadLetter.@Nullable Status status,
            @QueryParam("topic") @Nullable String topic,
            @QueryParam("correlationId") @Nullable String correlationId,
            @QueryParam("reason") @Nullable String reason,
            @QueryParam("cause") DeadLetters.@Nullable Cause cause,
            @QueryParam("page") @DefaultValue("0") @Min(0) @Max(100_000) int page,
            @QueryParam("size") @DefaultValue("50") @Min(1) @Max(500) int size) {
        var selection = new DeadLetterStore.Selection(null, status, topic, correlationId, reason, cause);
        return store.find(selection, size, page * size);
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "One dead letter with its headers and its payload as they came")
    public Uni<LetterDetail> inspect(@PathParam("id") String id) {
        return known(id).chain(letter -> store.decisions(id).map(decisions -> detail(letter, decisions)));
    }

    private static LetterDetail detail(DeadLetter letter, List<DeadLetter.Decision> decisions) {
        var headers = new TreeMap<String, String>();
        var raw = new ArrayList<RawHeader>();
        for (var header : letter.headers()) {
            raw.add(new RawHeader(header.name(), base64(header.value())));
            if (header.value() != null) {
                headers.put(header.name(), new String(header.value(), StandardCharsets.UTF_8));
            }
        }
        var payload = letter.payload();
        return new LetterDetail(
                letter.summary(),
                headers,
                raw,
                payload == null ? null : new String(payload, StandardCharsets.UTF_8),
                base64(payload),
                decisions);
    }

    private static @Nullable String base64(byte @Nullable [] bytes) {
        return bytes == null ? null : Base64.getEncoder().encodeToString(bytes);
    }

    @POST
    @Path("/{id}/replay")
    @Operation(summary = "Publish it again where it came from, as it came or edited")
    public Uni<Replays.Decided> replay(@PathParam("id") String id, @Valid @NotNull ReplayRequest request) {
        return known(id)
                .chain(letter -> replays.replay(letter, request.edit(), request.who(), request.why()))
                .map(DeadLetterResource::unlessRefused);
    }

    @POST
    @Path("/{id}/discard")
    @Operation(summary = "Give it up; it stays visible with the reason")
    public Uni<Replays.Decided> discard(@PathParam("id") String id, @Valid @NotNull Decision request) {
        return known(id)
                .chain(letter -> replays.discard(letter, request.who(), request.why()))
                .map(DeadLetterResource::unlessRefused);
    }

    @POST
    @Path("/{id}/rehearsal")
    @Operation(summary = "What a replay would do now, beside what stands there; nothing is written, nothing is sent")
    public Uni<Rehearsal> rehearse(@PathParam("id") String id, @Valid @NotNull RehearsalRequest request) {
        return known(id).chain(letter -> rehearsals.rehearse(letter, request.edit()));
    }

    @POST
    @Path("/replays")
    @Operation(
            summary =
                    "Replay all that match, each partition in its order, or see which would be and what they would do")
    public Uni<ReplaysResult> replayMany(@Valid @NotNull ReplaysRequest request) {
        var preview = request.preview() == null || request.preview();
        return store.inTurn(request.selection(), request.many().limit())
                .chain(letters -> preview ? preview(letters, request) : begin(letters, request));
    }

    private Uni<ReplaysResult> preview(List<LetterSummary> letters, ReplaysRequest request) {
        var rehearsed = request.rehearse() != null && request.rehearse()
                ? letters.subList(0, Math.min(MOST_REHEARSED, letters.size()))
                : List.<LetterSummary>of();
        return Multi.createFrom()
                .iterable(rehearsed)
                .onItem()
                .transformToUniAndConcatenate(
                        letter -> known(letter.id()).chain(whole -> rehearsals.rehearse(whole, Edit.NONE)))
                .collect()
                .asList()
                .map(all -> ReplaysResult.of(request, true, letters, all, null));
    }

    private Uni<ReplaysResult> begin(List<LetterSummary> letters, ReplaysRequest request) {
        return jobs.start(
                        letters.stream().map(LetterSummary::id).toList(),
                        orElse(request.perSecond(), 20),
                        request.who(),
                        request.why())
                .map(job -> ReplaysResult.of(request, false, letters, List.of(), job));
    }

    private static int orElse(@Nullable Integer given, int otherwise) {
        return given == null ? otherwise : given;
    }

    @GET
    @Path("/replays/{id}")
    @Operation(summary = "How far a replay has come")
    public Uni<ReplayJob> replayJob(@PathParam("id") String id) {
        return jobs.find(id).map(DeadLetterResource::knownJob);
    }

    @POST
    @Path("/replays/{id}/cancel")
    @Operation(summary = "Replay no more of them; what was replayed stays so")
    public Uni<ReplayJob> cancel(@PathParam("id") String id, @Valid @NotNull Decision request) {
        return jobs.cancel(id, request.who(), request.why()).map(DeadLetterResource::knownJob);
    }

    private static ReplayJob knownJob(Optional<ReplayJob> job) {
        return job.orElseThrow(() -> ProblemException.of(404, "unknown-replay", "There is no such replay."));
    }

    private Uni<DeadLetter> known(String id) {
        return store.find(id)
                .map(letter -> letter.orElseThrow(
                        () -> ProblemException.of(404, "unknown-dead-letter", "There is no such dead letter.")));
    }

    private static Replays.Decided unlessRefused(Replays.Decided decided) {
        if (decided.outcome().equals("refused")) {
            throw ProblemException.of(409, "not-possible-now", decided.note());
        }
        return decided;
    }
}
