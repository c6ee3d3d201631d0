package dev.entente.orchestrator.exploration;

import java.util.List;
import java.util.Optional;

/**
 * All there is, at one moment: an instance, what is on its way, what the systems hold. Immutable.
 *
 * @param <W> the type itself
 */
public interface World<W extends World<W>> {

    /** Worlds with equal keys behave the same from here on; one of them is explored. */
    Object key();

    /** All that can happen next, each under a name that is unique here. */
    List<Move<W>> moves();

    /** What must never be and is, in one sentence. */
    Optional<String> violation();

    /** Whether it may stay like this for ever: reached its end, or a person has been asked. Every world must lead to one. */
    boolean mayStay();

    /** Of the world that an exploration begins with: an expression by which a test makes it. */
    String code();

    /** For the time line: where everything stands, in one line. */
    String summary();
}
