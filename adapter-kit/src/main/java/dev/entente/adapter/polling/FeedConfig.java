package dev.entente.adapter.polling;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

import java.time.Duration;

/** How vendors are polled for changes. Changes need a restart. */
@ConfigMapping(prefix = "entente.feed")
interface FeedConfig {

    /** Pause between two polls of all connections; the schedules of the feeds read it. */
    @WithDefault("PT30S")
    Duration every();

    /**
     * How far each poll goes back behind the last one. Stamps of vendors are often those of a transaction's start, so a
     * record can appear behind the cursor.
     */
    @WithDefault("PT1M")
    Duration overlap();

    /** How long reading and publishing one page may take before another replica may take over. */
    @WithDefault("PT2M")
    Duration lease();
}
