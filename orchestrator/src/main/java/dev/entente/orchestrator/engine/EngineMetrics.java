package dev.entente.orchestrator.engine;

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

    void measured(Collection<Measured> all) {
        var left = new ArrayList<Measured.Left>();
        for (var one : all) {
            count(one);
            if (one instanceof Measured.Left step) {
                left.add(step);
            }
        }
        milestones.reachedBy(left);
    }

    private void count(Measured one) {
        switch (one) {
            case Measured.Started started -> {
                Metric.WORKFLOW_STARTED.counter(registry, started.workflow()).increment();
                entered(started.workflow(), started.state());
            }
            case Measured.Ended ended ->
                Metric.WORKFLOW_ENDED
                        .counter(registry, ended.workflow(), ended.status())
                        .increment();
            case Measured.Parked parked ->
                Metric.WORKFLOW_PARKED
                        .counter(registry, parked.workflow(), parked.kind())
                        .increment();
            case Measured.Left step -> {
                Metric.WORKFLOW_STEP
                        .timer(registry, step.workflow(), step.state())
                        .record(step.stayed());
                entered(step.workflow(), step.into());
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

    private void entered(String workflow, String state) {
        Metric.WORKFLOW_TRANSITIONS.counter(registry, workflow, state).increment();
    }
}
