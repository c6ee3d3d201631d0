package dev.entente.orchestrator.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.entente.orchestrator.engine.Definitions;
import dev.entente.orchestrator.engine.ItemResult;
import dev.entente.orchestrator.engine.Operations;
import dev.entente.orchestrator.engine.Selection;
import dev.entente.orchestrator.engine.UnknownSignal;
import dev.entente.orchestrator.machine.Pause;
import dev.entente.orchestrator.machine.Stimulus;
import dev.entente.service.problem.ProblemException;
import dev.entente.service.selection.Many;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The same action on many instances at once: first what it would do, then doing it. */
@Path("/api/v1/instances/actions")
@Tag(name = "Instances")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class ActionResource {

    /** Characters. What is the same for many is short. */
    private static final int LONGEST_PATCH = 65_536;

    private final Operations operations;
    private final Definitions definitions;

    ActionResource(Operations operations, Definitions definitions) {
        this.operations = operations;
        this.definitions = definitions;
    }

    /** What can be done to instances. */
    public enum Action {
        /** Try again now what waits or is parked. */
        RETRY,
        /** Send nothing until it is resumed; deadlines stand still unless {@code clocks} says otherwise. */
        PAUSE,
        /** Go on where it was paused. */
        RESUME,
        /** Go on as if the step had been done; the filter must name the {@code state} that is meant. */
        SKIP,
        /** Give up; what was done is undone first. The workflow's signal {@code cancel}. */
        CANCEL,
        /** Tell them what {@code signal} names. */
        SIGNAL,
        /** Correct their data by {@code patch}, and go on with it. */
        EDIT,
        /** Store by the present definition what an earlier one stored; when one of them cannot be read, none. */
        MOVE,
        /** Store again by the earlier definition what was moved and has not changed since. */
        MOVE_BACK
    }

    /**
     * Which instances: those that match everything given. Without {@code ids}, finished ones are never meant.
     *
     * @param connection where the deal lives, which the present step needs, or which is waited for
     * @param parkedKind a failure's class, {@code deadline}, {@code decision} or {@code missing}
     * @param parkedReason a part of what it is parked for, in words; upper and lower case are the same
     * @param inStateFor at least this long, ISO 8601, for example {@code PT2H}; up to ten years
     * @param most the oldest in their state first, 1 to 1000; when absent 100, or all that {@code ids} name
     */
    public record Filter(
            @Nullable @Size(min = 1, max = 1000) List<@NotNull String> ids,
            @Nullable String workflow,
            @Nullable String state,
            @Nullable String parkedKind,
            @Nullable String parkedReason,
            @Nullable String connection,
            @Nullable String businessKey,
            @Nullable Duration inStateFor,
            @Nullable @Min(1) @Max(1000) Integer most) {

        Many many() {
            return new Many(ids, most);
        }

        Selection selection() {
            var atLeast = inStateFor == null ? null : TimeInState.within(inStateFor);
            return new Selection(
                    ids, workflow, state, parkedKind, parkedReason, connection, businessKey, atLeast, many().limit());
        }
    }

    /**
     * @param signal of the instances' workflow, with {@link Action#SIGNAL} and no other
     * @param patch of the data, a JSON Merge Patch (RFC 7396) of up to 65536 characters that takes nothing away, with {@link Action#EDIT}
     *     and no other
     * @param clocks whether deadlines go on meanwhile, {@code RUN}, or stand still, {@code STOP}; with {@link Action#PAUSE} only
     * @param preview whether to say only what would happen; true when absent
     * @param who the person who asks; stands in each instance's history
     * @param why for the next person who reads it
     */
    public record ActionOnMany(
            @NotNull Action action,
            @Nullable @Size(min = 1, max = 64) String signal,
            @Nullable ObjectNode patch,
            Pause.@Nullable Clocks clocks,
            @NotNull @Valid Filter filter,
            @Nullable Boolean preview,
            @NotBlank @Size(max = 128) String who,
            @NotBlank @Size(max = 1000) String why) {}

    /**
     * @param counts instances by outcome
     * @param items one for each instance: {@code changed}, {@code refused}, {@code ignored}, {@code failed} or {@code gone}
     * @param leftOut those of the named ids that have no item: there is no such instance, or it does not match the rest of the filter, or
     *     there are more than {@code most}
     * @param more whether there may be others that match: as many were found as {@code most} allows
     */
    public record ResultOnMany(
            boolean preview, Map<String, Integer> counts, List<ItemResult> items, List<String> leftOut, boolean more) {

        static ResultOnMany of(Many many, boolean preview, List<ItemResult> items) {
            return new ResultOnMany(
                    preview,
                    byOutcome(items),
                    items,
                    many.leftOut(items.stream().map(ItemResult::id).toList()),
                    many.mayBeMore(items.size()));
        }
    }

    @POST
    @Operation(summary = "Act on many instances, or see what an action would do to each")
    public Uni<ResultOnMany> act(@Valid @NotNull ActionOnMany request) {
        var selection = request.filter().selection();
        if (!selection.isNarrow()) {
            throw ProblemException.of(400, "filter-too-wide", "Say which instances: the filter is empty.");
        }
        only(Action.SIGNAL, request.action(), request.signal(), "signal");
        only(Action.EDIT, request.action(), request.patch(), "patch");
        if (request.patch() != null && request.patch().toString().length() > LONGEST_PATCH) {
            throw ProblemException.of(400, "patch-too-long", "The patch is longer than 65536 characters.");
        }
        if (request.action() == Action.SKIP && selection.state() == null) {
            throw ProblemException.of(400, "state-unclear", "Say which state is to be skipped: the filter names none.");
        }
        if (request.action() != Action.PAUSE && request.clocks() != null) {
            throw ProblemException.of(400, "clocks-unclear", "Only the action PAUSE has clocks.");
        }
        var preview = request.preview() == null || request.preview();
        return results(request, selection, preview)
                .map(items -> ResultOnMany.of(request.filter().many(), preview, items));
    }

    private static void only(Action one, Action asked, @Nullable Object given, String what) {
        if ((one == asked) != (given != null)) {
            throw ProblemException.of(
                    400, what + "-unclear", "The action " + one + ", and no other, has a " + what + ".");
        }
    }

    private Uni<List<ItemResult>> results(ActionOnMany request, Selection selection, boolean preview) {
        var who = request.who();
        var why = request.why();
        return switch (request.action()) {
            case PAUSE ->
                operations.request(
                        selection,
                        new Stimulus.PauseRequested(
                                who, why, Objects.requireNonNullElse(request.clocks(), Pause.Clocks.STOP)),
                        preview);
            case RESUME -> operations.request(selection, new Stimulus.ResumeRequested(who, why), preview);
            case SKIP ->
                operations.request(
                        selection,
                        new Stimulus.SkipRequested(who, why, Objects.requireNonNull(selection.state())),
                        preview);
            case RETRY -> operations.request(selection, new Stimulus.RetryRequested(who, why), preview);
            case CANCEL -> signal(selection, InterventionResource.CANCEL, who, why, preview);
            case EDIT -> operations.correct(selection, Objects.requireNonNull(request.patch()), who, why, preview);
            case MOVE -> definitions.move(selection, who, why, preview);
            case MOVE_BACK -> definitions.moveBack(selection, who, why, preview);
            case SIGNAL -> signal(selection, Objects.requireNonNull(request.signal()), who, why, preview);
        };
    }

    private Uni<List<ItemResult>> signal(Selection selection, String signal, String who, String why, boolean preview) {
        return operations
                .signal(selection, signal, who, why, preview)
                .onFailure(UnknownSignal.class)
                .transform(InterventionResource::unknownSignal);
    }

    private static Map<String, Integer> byOutcome(List<ItemResult> items) {
        var counts = new TreeMap<String, Integer>();
        items.forEach(item -> counts.merge(item.outcome(), 1, Integer::sum));
        return counts;
    }
}
