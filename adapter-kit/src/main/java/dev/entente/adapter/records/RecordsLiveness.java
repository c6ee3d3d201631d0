package dev.entente.adapter.records;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** A process that takes no more records is of no use, whatever else it still answers: it is to be replaced. */
@Liveness
@ApplicationScoped
class RecordsLiveness implements HealthCheck {

    private final RecordsPolling polling;

    RecordsLiveness(RecordsPolling polling) {
        this.polling = polling;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("records").status(polling.isHealthy()).build();
    }
}
