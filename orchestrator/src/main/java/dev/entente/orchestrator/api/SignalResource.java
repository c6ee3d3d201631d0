package dev.entente.orchestrator.api;

import dev.entente.orchestrator.engine.Operations;
import dev.entente.orchestrator.engine.Signal;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import java.util.List;

/** What people may tell instances of a workflow. */
@Path("/api/v1/workflows/{workflow}/signals")
@Tag(name = "Definitions")
@Produces(MediaType.APPLICATION_JSON)
public class SignalResource {

    private final Operations operations;

    SignalResource(Operations operations) {
        this.operations = operations;
    }

    /** @param meaning for people, in a line */
    public record SignalView(String name, String meaning) {

        static SignalView of(Signal signal) {
            return new SignalView(signal.name(), signal.meaning());
        }
    }

    @GET
    @Operation(summary = "The signals of a workflow")
    public List<SignalView> signals(@PathParam("workflow") String workflow) {
        return DefinitionResource.known(operations.signals(workflow)).stream()
                .map(SignalView::of)
                .toList();
    }
}
