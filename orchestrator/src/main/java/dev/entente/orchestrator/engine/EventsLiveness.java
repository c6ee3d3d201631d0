package dev.entente.orchestrator.engine;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** A process that takes no more events is of no use, whatever else it still answers: it is to be replaced. */
@Liveness
@ApplicationScoped
class EventsLiveness implements HealthCheck {

    private final EventsPolling polling;

    EventsLiveness(EventsPolling polling) {
        this.polling = polling;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("events").status(polling.isHealthy()).build();
    }
}
