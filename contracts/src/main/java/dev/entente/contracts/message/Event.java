package dev.entente.contracts.message;

/** Something that happened, in the past tense. */
public sealed interface Event extends Message permits CrmEvent, ErpEvent, SupportEvent, CommandFailed {}
