package dev.entente.orchestrator.machine;

import java.util.List;
import java.util.function.BiFunction;

/**
 * One row of a machine's table.
 *
 * @param targets every state that {@code next} may answer
 * @param replyOnly whether only the answer to the state's own command counts
 */
public record Transition(
        Class<? extends State> from,
        Class<?> event,
        List<Class<? extends State>> targets,
        boolean replyOnly,
        BiFunction<State, Object, ? extends State> next) {

    State apply(State state, Object arrived) {
        var reached = next.apply(state, arrived);
        if (!targets.contains(reached.getClass())) {
            throw new IllegalStateException(
                    "the row " + this + " led to " + reached.getClass().getSimpleName());
        }
        return reached;
    }

    /** For people: {@code CreatingOrder --OrderCreated--> ReadingInvoiceSchedule}. */
    @Override
    public String toString() {
        var names = targets.stream().map(Class::getSimpleName).toList();
        return from.getSimpleName() + " --" + event.getSimpleName() + "--> " + String.join(" | ", names);
    }
}
