package dev.entente.orchestrator.engine;

import org.junit.jupiter.api.Test;

import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.LongStream;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code -Dsimulation.seeds=5000} for more, {@code -Dsimulation.first=17} to begin with one that was found. */
class SimulationTest {

    private static final long FIRST = Long.getLong("simulation.first", 1);
    private static final int WHAT_SHOULD_HAPPEN = 15;
    private static final long SEEDS = Long.getLong("simulation.seeds", 300);

    @Test
    void whateverHappensEverybodyAgreesInTheEnd() {
        var began = System.nanoTime();
        var violations = new ConcurrentSkipListMap<Long, String>();
        var happened = new ConcurrentSkipListMap<String, Integer>();
        LongStream.range(FIRST, FIRST + SEEDS).parallel().forEach(seed -> {
            var simulation = new Simulation(seed);
            simulation.run().ifPresent(problem -> violations.put(seed, problem));
            simulation.happened().forEach((what, times) -> happened.merge(what, times, Integer::sum));
        });

        System.out.printf(
                "simulation: %d seeds, half an hour of trouble each, %d violations, %.0f s: %s%n",
                SEEDS, violations.size(), (System.nanoTime() - began) / 1e9, happened);
        assertThat(violations).as("by seed").isEmpty();
        assertThat(happened).as("what a run should meet now and then").hasSize(WHAT_SHOULD_HAPPEN);
    }

    @Test
    void theSameSeedIsTheSameRun() {
        var one = new Simulation(7);
        var other = new Simulation(7);
        one.run();
        other.run();

        assertThat(one.standing()).isEqualTo(other.standing());
        assertThat(one.happened()).as("and on the way").isEqualTo(other.happened());
        assertThat(one.standing()).contains("businessKey");
    }
}
