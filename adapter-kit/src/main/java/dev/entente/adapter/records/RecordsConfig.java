package dev.entente.adapter.records;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How records are taken from Kafka: {@code entente.records.*}. Changes need a restart. */
@ConfigMapping(prefix = "entente.records")
interface RecordsConfig {

    /** How many commands one replica performs at the same time, 1 to 64. A connection's own limit comes on top. */
    @WithDefault("8")
    int commands();

    /** How many inbound records one replica translates at the same time, 1 to 64. */
    @WithDefault("4")
    int inbound();
}
