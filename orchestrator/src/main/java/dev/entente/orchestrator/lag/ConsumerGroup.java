package dev.entente.orchestrator.lag;

import java.util.Set;

/** Consumers that share topics. */
record ConsumerGroup(String name, Set<String> topics) {}
