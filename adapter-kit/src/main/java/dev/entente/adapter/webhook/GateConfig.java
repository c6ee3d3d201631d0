package dev.entente.adapter.webhook;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

import java.time.Duration;

/** Limits of the webhook gate. Changes need a restart. */
@ConfigMapping(prefix = "entente.gate")
interface GateConfig {

    /** Largest body accepted, in bytes. HubSpot's batches of 100 events stay below 100 kB. */
    @WithDefault("1048576")
    int maxBodyBytes();

    /** How long a sender may take to send its body. */
    @WithDefault("PT10S")
    Duration bodyTimeout();
}
