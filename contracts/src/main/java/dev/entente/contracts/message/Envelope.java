package dev.entente.contracts.message;

/** A message in its context. */
public record Envelope<T extends Message>(Attributes attributes, T data) {}
