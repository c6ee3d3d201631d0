package dev.entente.service.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Keeps a metric of ours to its greatest number of series, so that a mistake in a label costs a figure and not the process's
 * memory, or the monitoring's. What is refused is counted, and said once a metric.
 */
@Singleton
class SeriesLimit implements MeterFilter {

    private static final Logger LOG = Logger.getLogger(SeriesLimit.class);

    private final Supplier<MeterRegistry> registry;
    private final Map<Metric, Set<Meter.Id>> series = new EnumMap<>(Metric.class);
    private final Set<Metric> told = new HashSet<>();

    /** @param registry asked for only when something is refused: it is made with this filter */
    @Inject
    SeriesLimit(Instance<MeterRegistry> registry) {
        this(registry::get);
    }

    SeriesLimit(Supplier<MeterRegistry> registry) {
        this.registry = registry;
    }

    @Override
    public MeterFilterReply accept(Meter.Id id) {
        var metric = Metric.ofKey(id.getName()).orElse(null);
        if (metric == null || isWithinLimit(metric, id)) {
            return MeterFilterReply.NEUTRAL;
        }
        Metric.SERIES_REFUSED.counter(registry.get()).increment();
        return MeterFilterReply.DENY;
    }

    private synchronized boolean isWithinLimit(Metric metric, Meter.Id id) {
        var known = series.computeIfAbsent(metric, ignored -> new HashSet<>());
        if (known.contains(id)) {
            return true;
        }
        if (known.size() < metric.mostSeries()) {
            known.add(id);
            return true;
        }
        if (told.add(metric)) {
            LOG.warnf("metric.series-refused metric=%s most=%d", metric.exposedName(), metric.mostSeries());
        }
        return false;
    }
}
