package dev.entente.orchestrator.api;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.entente.contracts.message.ContractJson;
import dev.entente.orchestrator.engine.Applied;
import dev.entente.orchestrator.engine.Operations;
import dev.entente.orchestrator.engine.UnknownSignal;
import dev.entente.orchestrator.machine.Outcome;
import dev.entente.orchestrator.machine.Pause;
import dev.entente.orchestrator.machine.Stimulus;
import dev.entente.service.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import java.util.Optional;

/** What a person may do to one instance. Each stands in its history with who and why. */
@Path("/api/v1/instances/{id}")
@Tag(name = "Instances")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class InterventionResource {

    /** The signal by which every workflow that can be given up is. */
    static final String CANCEL = "cancel";

    private final Operations operations;

    InterventionResource(Operations operations) {
        this.operations = operations;
    }

    /**
     * @param who the person who asks; stands in the history
     * @param why for the next person who reads it
     */
    public record ActionRequest(
            @NotBlank @Size(max = 128) String who,
            @NotBlank @Size(max = 1000) String why) {}

    /** @param clocks whether deadlines go on meanwhile, {@code RUN}, or stand still, {@code STOP}; STOP when absent */
    public record PauseRequest(
            @NotBlank @Size(max = 128) String who,
            @NotBlank @Size(max = 1000) String why,
            Pause.@Nullable Clocks clocks) {}

    /** @param state that is to be skipped; refused when the instance stands in another by now */
    public record SkipRequest(
            @NotBlank @Size(max = 128) String who,
            @NotBlank @Size(max = 1000) String why,
            @NotBlank @Size(max = 128) String state) {}

    /**
     * @param step as {@code GET …/data} showed it: a correction of what has changed meanwhile is refused
     * @param data all of the state's data, as {@code GET …/data} showed it, corrected; 262144 characters at the most
     */
    public record Correction(
            @NotBlank @Size(max = 128) String who,
            @NotBlank @Size(max = 1000) String why,
            @NotNull @Min(1) Integer step,
            @NotNull ObjectNode data) {}

    /** @param note what happened */
    public record ActionResult(String outcome, String note) {}

    /**
     * @param step counts the states entered, from 1
     * @param data of the state
     */
    public record InstanceData(
            int step, String state, @JsonRawValue String data) {}

    @POST
    @Path("/retry")
    @Operation(summary = "Try a parked or waiting instance again now")
    public Uni<ActionResult> retry(@PathParam("id") String id, @Valid @NotNull ActionRequest request) {
        return done(id, new Stimulus.RetryRequested(request.who(), request.why()));
    }

    @POST
    @Path("/cancel")
    @Operation(summary = "Give a deal up; an order that exists is closed in the ERP first")
    public Uni<ActionResult> cancel(@PathParam("id") String id, @Valid @NotNull ActionRequest request) {
        return signalled(id, CANCEL, request);
    }

    @POST
    @Path("/signals/{signal}")
    @Operation(summary = "Tell an instance what its workflow has a word for")
    public Uni<ActionResult> signal(
            @PathParam("id") String id, @PathParam("signal") String signal, @Valid @NotNull ActionRequest request) {
        return signalled(id, signal, request);
    }

    private Uni<ActionResult> signalled(String id, String signal, ActionRequest request) {
        return operations
                .signal(id, signal, request.who(), request.why())
                .onFailure(UnknownSignal.class)
                .transform(InterventionResource::unknownSignal)
                .map(InterventionResource::result);
    }

    static ProblemException unknownSignal(Throwable unknown) {
        return ProblemException.of(400, "unknown-signal", String.valueOf(unknown.getMessage()));
    }

    @POST
    @Path("/pause")
    @Operation(summary = "Send nothing until it is resumed; what happens meanwhile still counts")
    public Uni<ActionResult> pause(@PathParam("id") String id, @Valid @NotNull PauseRequest request) {
        var clocks = request.clocks() == null ? Pause.Clocks.STOP : request.clocks();
        return done(id, new Stimulus.PauseRequested(request.who(), request.why(), clocks));
    }

    @POST
    @Path("/resume")
    @Operation(summary = "Go on where it was paused")
    public Uni<ActionResult> resume(@PathParam("id") String id, @Valid @NotNull ActionRequest request) {
        return done(id, new Stimulus.ResumeRequested(request.who(), request.why()));
    }

    @POST
    @Path("/skip")
    @Operation(summary = "Go on as if the step had been done: a person has seen to it, or answers for leaving it out")
    public Uni<ActionResult> skip(@PathParam("id") String id, @Valid @NotNull SkipRequest request) {
        return done(id, new Stimulus.SkipRequested(request.who(), request.why(), request.state()));
    }

    @GET
    @Path("/data")
    @Operation(summary = "What the instance's state knows; personal data among it")
    public Uni<InstanceData> data(@PathParam("id") String id) {
        return operations
                .data(id)
                .map(found -> found.orElseThrow(InstanceResource::unknown))
                .map(data -> new InstanceData(data.step(), data.state(), data.json()));
    }

    @PUT
    @Path("/data")
    @Operation(summary = "Correct what the state knows, and go on with it")
    public Uni<ActionResult> correct(@PathParam("id") String id, @Valid @NotNull Correction correction) {
        var data = correction.data().toString();
        if (data.length() > ContractJson.LARGEST_PAYLOAD_BYTES) {
            throw ProblemException.of(400, "data-too-long", "The data are longer than 262144 characters.");
        }
        return operations
                .correct(id, correction.step(), data, correction.who(), correction.why())
                .onFailure(Operations.UnreadableData.class)
                .transform(unreadable ->
                        ProblemException.of(400, "unreadable-data", String.valueOf(unreadable.getMessage())))
                .map(InterventionResource::result);
    }

    private Uni<ActionResult> done(String id, Stimulus.Requested request) {
        return operations.request(id, request).map(InterventionResource::result);
    }

    private static ActionResult result(Optional<Applied> applied) {
        return switch (applied.orElseThrow(InstanceResource::unknown)) {
            case Applied.NoInstance ignored -> throw InstanceResource.unknown();
            case Applied.Duplicate ignored -> new ActionResult("done", "the action had been carried out already");
            case Applied.Unreadable unreadable ->
                throw ProblemException.of(409, "not-possible-now", unreadable.reason());
            case Applied.Failed ignored ->
                throw ProblemException.of(500, "defect", "The workflow cannot deal with it; the log says why.");
            case Applied.Done done -> result(done.outcome());
        };
    }

    private static ActionResult result(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Changed changed -> new ActionResult("done", changed.note());
            case Outcome.Ignored ignored -> throw ProblemException.of(409, "not-possible-now", ignored.note());
            case Outcome.Refused refused -> throw ProblemException.of(409, "not-possible-now", refused.note());
        };
    }
}
