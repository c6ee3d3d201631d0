package dev.entente.orchestrator.machine;

/**
 * Why an instance is parked and who is asked.
 *
 * @param kind a failure's class, {@code deadline}, {@code decision} or {@code missing}: of low cardinality
 * @param reason in business words
 * @param owner who can get it going again
 */
public record Parking(String kind, String reason, String owner) {}
