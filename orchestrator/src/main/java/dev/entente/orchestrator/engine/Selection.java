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
 * @param parkedReason a part of what it is parked for, in words; upper and lower case are the same
 * @param connection where the business object lives, which the present step needs, or which is waited for
 * @param inStateFor at least this long
 * @param most how many at most, the oldest in their state first; 1 to 1000
 */
public record Selection(
        @Nullable List<String> ids,
        @Nullable String workflow,
        @Nullable String state,
        @Nullable String parkedKind,
        @Nullable String parkedReason,
        @Nullable String connection,
        @Nullable String businessKey,
        @Nullable Duration inStateFor,
        int most) {

    /** These instances, however many. */
    static Selection of(Collection<String> ids) {
        return new Selection(List.copyOf(ids), null, null, null, null, null, null, null, ids.size());
    }

    /** Whether anything narrows it. */
    public boolean isNarrow() {
        return ids != null
                || workflow != null
                || state != null
                || parkedKind != null
                || parkedReason != null
                || connection != null
                || businessKey != null
                || inStateFor != null && inStateFor.isPositive();
    }
}
