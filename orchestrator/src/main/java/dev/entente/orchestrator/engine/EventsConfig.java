package dev.entente.orchestrator.engine;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How events are taken from Kafka: {@code entente.events.*}. */
@ConfigMapping(prefix = "entente.events")
interface EventsConfig {

    /** The consumer group; replicas share it. */
    @WithDefault("orchestrator")
    String group();

    /** How many records at most make a batch, 1 to 5000. */
    @WithDefault("500")
    int batch();

    /** How many consumers work at the same time in this process, 1 to 16; each has a share of the partitions. */
    @WithDefault("1")
    int consumers();
}
