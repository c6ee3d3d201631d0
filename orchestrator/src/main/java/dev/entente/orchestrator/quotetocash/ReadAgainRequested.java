package dev.entente.orchestrator.quotetocash;

/** A person has the deal read in the CRM once more: what it said may have been lost. */
public record ReadAgainRequested(String who, String why) {}
