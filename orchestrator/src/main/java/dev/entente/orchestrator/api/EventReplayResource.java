package dev.entente.orchestrator.api;

import dev.entente.orchestrator.engine.EventReplays;
import dev.entente.service.problem.ProblemException;
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

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/** Events of the past, handed to the workflows again. */
@Path("/api/v1/event-replays")
@Tag(name = "Events")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class EventReplayResource {

    /** A day less than the inbox remembers what was dealt with. */
    private static final Duration OLDEST = Duration.ofDays(13);

    private final EventReplays replays;
    private final Clock clock;

    EventReplayResource(EventReplays replays, Clock clock) {
        this.replays = replays;
        this.clock = clock;
    }

    /**
     * @param from the earliest time of arrival at the broker, at most 13 days ago: what is older could not be recognised
     * @param to the first that is too late; now when absent, which it may be for the first page only
     * @param businessKey for example {@code opportunity/emea/123}; all when absent
     * @param position the {@code next} of the page before; absent for the first page
     * @param most how many records are read for one page, 1 to 1000; 500 when absent
     * @param preview whether to say only what would happen; true when absent
     */
    public record ReplayRequest(
            @NotNull Instant from,
            @Nullable Instant to,
            @Nullable @Size(max = 300) String businessKey,
            @Nullable @Size(max = 10_000) String position,
            @Nullable @Min(1) @Max(1000) Integer most,
            @Nullable Boolean preview,
            @NotBlank @Size(max = 128) String who,
            @NotBlank @Size(max = 1000) String why) {}

    @POST
    @Operation(summary = "Hand a page of past events to the workflows again, or see what that would do")
    public Uni<EventReplays.Result> replay(@Valid @NotNull ReplayRequest request) {
        var now = clock.instant();
        if (request.from().isBefore(now.minus(OLDEST))) {
            throw ProblemException.of(
                    400, "too-long-ago", "What is older than 13 days could not be told from what is new.");
        }
        if (request.position() != null && !request.position().isEmpty() && request.to() == null) {
            throw ProblemException.of(400, "to-missing", "Ask for the next page with the 'to' of the first.");
        }
        var wanted = new EventReplays.Request(
                request.from(),
                Objects.requireNonNullElse(request.to(), now),
                request.businessKey(),
                Objects.requireNonNullElse(request.position(), ""),
                Objects.requireNonNullElse(request.most(), 500));
        try {
            return replays.replay(wanted, request.who(), request.why(), request.preview() == null || request.preview());
        } catch (IllegalArgumentException noPosition) {
            throw ProblemException.of(400, "unknown-position", String.valueOf(noPosition.getMessage()));
        }
    }
}
