package dev.entente.orchestrator.engine;

import java.util.function.BiFunction;

/**
 * What a person may tell instances of a workflow, as if it were news.
 *
 * @param name as it is called by, in small letters with hyphens
 * @param meaning for people, in a line
 * @param event what the workflow's table knows it as, made of who gives it and why
 */
public record Signal(String name, String meaning, BiFunction<String, String, Object> event) {}
