package dev.entente.orchestrator.machine;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A state as an earlier definition stored it.
 *
 * @param name simple name of its type then
 * @param data its JSON then; an upcast may change it
 */
public record StoredState(String name, ObjectNode data) {}
