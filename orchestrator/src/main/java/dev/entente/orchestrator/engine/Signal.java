package dev.entente.orchestrator.engine;

import java.util.function.Function;

/**
 * What a person may tell instances of a workflow, as if it were news.
 *
 * @param name as it is called by, in small letters with hyphens
 * @param meaning for people, in a line
 * @param event what the workflow's table knows it as
 */
public record Signal(String name, String meaning, Function<Sent, Object> event) {

    /**
     * A signal to one instance.
     *
     * @param who the person
     * @param why for the next person who reads it
     */
    public record Sent(String businessKey, String who, String why) {}
}
