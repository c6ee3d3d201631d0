package dev.entente.orchestrator.engine;

import dev.entente.service.logging.FlowLog;
import dev.entente.service.logging.FlowLog.Key;
import dev.entente.service.messaging.OutgoingRecord;
import dev.entente.service.reactive.EventLoop;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Hands events of the past to the workflows again, for example after the database was restored from a backup that is older than
 * they are. What was dealt with is recognised and left alone; commands that follow have the ids and intents they had, so that the
 * adapters recognise them too. What cannot be dealt with is the dead letter that it was, or becomes one.
 */
@ApplicationScoped
public class EventReplays {

    private final EventRange range;
    private final EventsConsumer events;
    private final Engine engine;
    private final FlowLog log = new FlowLog();

    EventReplays(EventRange range, EventsConsumer events, Engine engine) {
        this.range = range;
        this.events = events;
        this.engine = engine;
    }

    /**
     * Which events.
     *
     * @param from the earliest time of arrival at the broker
     * @param to the first that is too late
     * @param businessKey absent for all
     * @param position of the page; empty for the first
     * @param most how many records are read for one page
     */
    public record Request(
            Instant from, Instant to, @Nullable String businessKey, String position, int most) {}

    /**
     * One page of them.
     *
     * @param read records looked at, those of other business keys included
     * @param counts events by what became of them: {@code changed}, {@code ignored}, {@code refused}, {@code duplicate}, {@code
     *     no-instance}, {@code failed} or {@code unreadable}
     * @param changes of a preview: what would stand otherwise, instance by instance
     * @param commands of a preview: how many would be sent, by their type
     * @param to to be asked for with the next page too
     * @param next where the next page begins; empty when this was the last
     */
    public record Result(
            int read,
            Map<String, Integer> counts,
            List<InstanceChanges> changes,
            Map<String, Integer> commands,
            Instant to,
            String next) {}

    /**
     * Deals with one page, or says what it would come to.
     *
     * @param preview nothing is written and nothing is sent
     * @throws IllegalArgumentException if the position is none
     */
    public Uni<Result> replay(Request request, String who, String why, boolean preview) {
        var position = EventRange.readPosition(request.position());
        var executor = EventLoop.current();
        return Uni.createFrom()
                .item(() -> range.read(
                        request.from(),
                        request.to(),
                        position,
                        request.most(),
                        record -> request.businessKey() == null
                                || request.businessKey().equals(record.key())))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .emitOn(executor)
                .chain(page -> deal(page, request.to(), who, why, preview));
    }

    private Uni<Result> deal(EventRange.Page page, Instant to, String who, String why, boolean preview) {
        var reading = events.read(page.events()).by(who + ": " + why);
        var foresight = preview
                ? engine.foresee(reading.works())
                : events.deal(reading)
                        .invoke(() -> tell(reading.works(), who, why))
                        .map(applied -> new Foresight(applied, List.of(), List.of()));
        return foresight.map(foreseen -> {
            var counts = new TreeMap<String, Integer>();
            if (!reading.unreadable().isEmpty()) {
                counts.put("unreadable", reading.unreadable().size());
            }
            foreseen.applied().forEach(one -> counts.merge(one.word(), 1, Integer::sum));
            return new Result(
                    page.read(),
                    counts,
                    foreseen.changes(),
                    byType(foreseen.commands()),
                    to,
                    EventRange.write(page.next()));
        });
    }

    private static Map<String, Integer> byType(List<OutgoingRecord> commands) {
        var types = new TreeMap<String, Integer>();
        commands.forEach(command -> types.merge(command.attributes().type(), 1, Integer::sum));
        return types;
    }

    private void tell(List<Work> works, String who, String why) {
        works.forEach(work -> log.info(
                "event.replayed",
                work.message().correlationId(),
                FlowLog.field(Key.MESSAGE_ID, work.message().id()),
                FlowLog.field(Key.REASON, why + " (" + who + ")")));
    }
}
