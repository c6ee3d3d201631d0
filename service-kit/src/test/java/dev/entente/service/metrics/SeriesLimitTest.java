package dev.entente.service.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Arrays;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SeriesLimitTest {

    /** What an ordinary Prometheus takes from one process without a thought, buckets included. */
    private static final int MOST_SERIES_OF_A_PROCESS = 10_000;

    private final MeterRegistry registry = new SimpleMeterRegistry();

    @BeforeEach
    void limit() {
        registry.config().meterFilter(new SeriesLimit(() -> registry));
    }

    @Test
    void aMetricKeepsItsGreatestNumberOfSeriesAndNoMore() {
        IntStream.range(0, 1000)
                .forEach(number -> Metric.WORKFLOW_MESSAGES
                        .counter(registry, "outcome-" + number)
                        .increment());

        assertThat(registry.find("workflow_messages").counters()).hasSize(Metric.WORKFLOW_MESSAGES.mostSeries());
        assertThat(registry.counter("series_refused").count()).isEqualTo(1000 - Metric.WORKFLOW_MESSAGES.mostSeries());
    }

    @Test
    void aSeriesThatIsKnownIsCountedHoweverOftenItIsAskedFor() {
        for (int time = 0; time < 1000; time++) {
            Metric.DEAD_LETTERS.counter(registry, "crm.events", "defect").increment();
        }

        assertThat(Metric.DEAD_LETTERS.counter(registry, "crm.events", "defect").count())
                .isEqualTo(1000);
    }

    @Test
    void metricsOfOthersAreLeftAlone() {
        IntStream.range(0, 1000).forEach(number -> registry.counter("theirs", "label", Integer.toString(number)));

        assertThat(registry.find("theirs").counters()).hasSize(1000);
    }

    @Test
    void aMetricHasAllOfItsLabelsOrNone() {
        assertThatThrownBy(() -> Metric.WEBHOOKS.counter(registry, "hubspot"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "EVERY")
    void allMetricsOfAProcessStayWithinWhatAPrometheusTakesWithoutAThought(Metric.By service) {
        var most = Arrays.stream(Metric.values())
                .filter(metric -> metric.by() == service || metric.by() == Metric.By.EVERY)
                .mapToInt(SeriesLimitTest::withBuckets)
                .sum();

        assertThat(most).isLessThan(MOST_SERIES_OF_A_PROCESS);
    }

    private static int withBuckets(Metric metric) {
        return metric.mostSeries() * (metric.kind() == Metric.Kind.TIMER ? 15 : 1);
    }
}
