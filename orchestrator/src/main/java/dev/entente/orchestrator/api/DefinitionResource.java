package dev.entente.orchestrator.api;

import dev.entente.orchestrator.engine.Definitions;
import dev.entente.service.problem.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import java.util.Optional;

/** Definitions of a workflow that unfinished instances are stored by. */
@Path("/api/v1/workflows/{workflow}/definitions")
@Tag(name = "Definitions")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class DefinitionResource {

    private final Definitions definitions;

    DefinitionResource(Definitions definitions) {
        this.definitions = definitions;
    }

    /**
     * @param preview whether only to find out what would be moved, or moved back; true when absent
     * @param most how many are moved, 1 to 100000; 10000 when absent
     */
    public record MoveRequest(
            @Nullable Boolean preview,
            @Nullable @Min(1) @Max(100_000) Integer most,
            @NotBlank @Size(max = 128) String who,
            @NotBlank @Size(max = 1000) String why) {

        int limit() {
            return most == null ? 10_000 : most;
        }
    }

    @GET
    @Operation(summary = "How many unfinished instances are stored by which definition")
    public Uni<Definitions.Census> census(@PathParam("workflow") String workflow) {
        return definitions.census(workflow).map(DefinitionResource::known);
    }

    @POST
    @Path("/move")
    @Operation(summary = "Move instances to the present definition, or see whether all of them can be")
    public Uni<Definitions.Moved> move(@PathParam("workflow") String workflow, @Valid @NotNull MoveRequest request) {
        var preview = request.preview() == null || request.preview();
        return definitions
                .move(workflow, request.limit(), request.who(), request.why(), preview)
                .map(DefinitionResource::known)
                .invoke(moved -> {
                    if (!preview && !moved.problems().isEmpty()) {
                        var first = moved.problems().getFirst();
                        throw ProblemException.of(
                                409,
                                "unreadable-instances",
                                "Nothing was moved: " + moved.problems().size() + " cannot be read, for example "
                                        + first.id() + ": " + first.reason());
                    }
                });
    }

    @POST
    @Path("/move-back")
    @Operation(
            summary = "Store moved instances as they were, unless they have changed since, or see which that would be")
    public Uni<Definitions.Moved> moveBack(
            @PathParam("workflow") String workflow, @Valid @NotNull MoveRequest request) {
        var preview = request.preview() == null || request.preview();
        return definitions
                .moveBack(workflow, request.limit(), request.who(), request.why(), preview)
                .map(DefinitionResource::known);
    }

    static <T> T known(Optional<T> answer) {
        return answer.orElseThrow(
                () -> ProblemException.of(404, "unknown-workflow", "This service runs no such workflow."));
    }
}
