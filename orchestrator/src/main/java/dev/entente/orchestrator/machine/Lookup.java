package dev.entente.orchestrator.machine;

/** A question to the orchestrator's own tables, answered by an event within the same transaction. */
public interface Lookup {}
