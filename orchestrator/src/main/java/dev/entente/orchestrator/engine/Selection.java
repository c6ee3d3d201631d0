package dev.entente.orchestrator.engine;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * Which instances are meant: those that match everything given. At least one criterion must be given; "all instances" is
 * never what somebody wants to act upon.
 *
 * @param ids of instances
 * @param parkedKind why it is parked: a failure's class, {@code deadline}, {@code decision} or {@code missing}
 * @param connection where the business object lives, which the present step needs, or which is waited for
 * @param inStateFor at least this long
 * @param most how many at most, the oldest in their state first; 1 to 1000
 */
public record Selection(
        @Nullable List<String> ids,
        @Nullable String workflow,
        @Nullable String state,
        @Nullable String parkedKind,
        @Nullable String connection,
        @Nullable String businessKey,
        @Nullable Duration inStateFor,
        int most) {

    static final String QUERY = """
            select id, workflow, business_key, correlation_id, connection, region, hops, traceparent, state
            from workflow_instance
            where ($1::text[] is null or id = any($1)) and ($2::text is null or workflow = $2)
                and ($3::text is null or state = $3) and ($4::text is null or parked_kind = $4)
                and ($5::text is null or connection = $5 or pause_held_for = $5
                    or workflow || '/' || connection || '/' || state || case when attempt > 0 then '/asked' else '/new' end
                        = any($9::text[])) and ($6::text is null or business_key = $6)
                and ($7::timestamptz is null or entered_at <= $7) and ($1::text[] is not null or status in ('ACTIVE', 'PARKED', 'PAUSED'))
                and ($1::text[] is not null or $10::text[] is null or exists (
                    select from unnest($10::text[], $11::int[]) as present (name, version)
                    where present.name = workflow and definition_version < present.version))
            order by entered_at, id limit $8""";

    /** These instances, however many. */
    static Selection of(Collection<String> ids) {
        return new Selection(List.copyOf(ids), null, null, null, null, null, null, ids.size());
    }

    /** Whether anything narrows it. */
    public boolean isNarrow() {
        return ids != null
                || workflow != null
                || state != null
                || parkedKind != null
                || connection != null
                || businessKey != null
                || inStateFor != null && inStateFor.isPositive();
    }
}
