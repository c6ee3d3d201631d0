package dev.entente.orchestrator.engine;

import dev.entente.orchestrator.machine.Instance;
import dev.entente.orchestrator.machine.Status;
import dev.entente.service.metrics.Metric;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;

import java.util.ArrayList;
import java.util.Collection;

/** Counts what was committed. */
@ApplicationScoped
class EngineMetrics {

    private final MeterRegistry registry;
    private final Milestones milestones;

    EngineMetrics(MeterRegistry registry, Milestones milestones) {
        this.registry = registry;
        this.milestones = milestones;
    }

    /** @param outcome the word for what became of it */
    void message(String outcome) {
        Metric.WORKFLOW_MESSAGES.counter(registry, outcome).increment();
    }

    void changed(Instance instance) {
        Metric.WORKFLOW_TRANSITIONS
                .counter(
                        registry,
                        instance.workflow(),
                        instance.state().getClass().getSimpleName())
                .increment();
        if (instance.status() == Status.PARKED && instance.parking() != null) {
            Metric.WORKFLOW_PARKED
                    .counter(registry, instance.workflow(), instance.parking().kind())
                    .increment();
        }
    }

    void measured(Collection<Measured> all) {
        var left = new ArrayList<Measured.Left>();
        for (var one : all) {
            switch (one) {
                case Measured.Left step -> {
                    Metric.WORKFLOW_STEP
                            .timer(registry, step.workflow(), step.state())
                            .record(step.stayed());
                    left.add(step);
                }
                case Measured.Failed failed ->
                    Metric.WORKFLOW_FAILURES
                            .counter(registry, failed.workflow(), failed.state(), failed.kind())
                            .increment();
                case Measured.Retried retried ->
                    Metric.WORKFLOW_RETRIES
                            .counter(registry, retried.workflow(), retried.state())
                            .increment();
            }
        }
        milestones.reachedBy(left);
    }
}
