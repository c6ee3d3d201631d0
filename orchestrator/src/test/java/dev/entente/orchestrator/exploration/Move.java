package dev.entente.orchestrator.exploration;

import java.util.function.Supplier;

/** One thing that can happen, and the world after it. */
public record Move<W>(String name, Supplier<W> next) {}
