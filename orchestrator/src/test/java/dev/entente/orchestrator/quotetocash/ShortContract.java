package dev.entente.orchestrator.quotetocash;

import dev.entente.contracts.integration.IntegrationContract;
import dev.entente.contracts.integration.RetryPolicy;
import dev.entente.contracts.integration.StepContract;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** The contract of quote to cash with few attempts and short deadlines: the same behaviour in fewer worlds. */
final class ShortContract {

    private static final RetryPolicy TWICE = new RetryPolicy(2, Duration.ofMinutes(1), 1, Duration.ofMinutes(1), 0);

    private ShortContract() {}

    static IntegrationContract load() {
        var real = IntegrationContract.load(QuoteToCashMachine.WORKFLOW);
        var steps = real.steps().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, step -> shortened(step.getValue())));
        return new IntegrationContract(
                real.workflow(),
                real.version(),
                real.owner(),
                real.payload(),
                real.validation(),
                real.failures(),
                steps);
    }

    private static StepContract shortened(StepContract real) {
        return new StepContract(real.system(), real.owner(), Duration.ofMinutes(2), TWICE, Duration.ofMinutes(3));
    }
}
