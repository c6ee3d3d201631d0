package dev.entente.orchestrator.engine;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

import java.time.Duration;

/** When work waits for a connection: {@code entente.holds.*}. */
@ConfigMapping(prefix = "entente.holds")
interface HoldsConfig {

    /** How many flows in a row must meet a connection that is away before the others wait for it, 1 to 100. */
    @WithDefault("3")
    int flows();

    /** How often one of those that wait is sent to see whether the connection is back, at least a second. */
    @WithDefault("PT5S")
    Duration scoutEvery();
}
