package dev.entente.orchestrator.machine;

/** Where an instance stands: a record that holds exactly what is known there. Stored as its simple name and JSON. */
public interface State {}
