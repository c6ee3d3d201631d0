package dev.entente.contracts.message;

/** The payload of an {@link Envelope}: something that happened, or something to be done. */
public sealed interface Message permits Event, Command {}
