package dev.entente.adapter.records;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

class LanesTest {

    private final List<String> begun = new ArrayList<>();
    private final Lanes<String, String> lanes = new Lanes<>(2, begun::add);

    @Test
    void aKeysWorkIsDoneInOrderAndOneAtATime() {
        lanes.add("a", "a1");
        lanes.add("a", "a2");
        assertThat(begun).containsExactly("a1");

        lanes.done("a");
        assertThat(begun).containsExactly("a1", "a2");
    }

    @Test
    void aSlowKeyHoldsUpNobodyElse() {
        lanes.add("slow", "slow1");
        lanes.add("slow", "slow2");
        for (int number = 1; number <= 3; number++) {
            lanes.add("quick", "quick" + number);
            lanes.done("quick");
        }
        assertThat(begun).containsExactly("slow1", "quick1", "quick2", "quick3");
    }

    @Test
    void noMoreThanTheLimitAreDoneAtATime() {
        lanes.add("a", "a1");
        lanes.add("b", "b1");
        lanes.add("c", "c1");
        assertThat(begun).containsExactly("a1", "b1");
        assertThat(lanes.held()).isEqualTo(3);

        lanes.done("b");
        assertThat(begun).containsExactly("a1", "b1", "c1");
        assertThat(lanes.held()).isEqualTo(2);
    }

    @Test
    void aKeyWithMuchToDoTakesItsTurnAfterTheOthers() {
        lanes.add("a", "a1");
        lanes.add("b", "b1");
        lanes.add("a", "a2");
        lanes.add("c", "c1");
        lanes.done("a");
        lanes.done("b");
        assertThat(begun).containsExactly("a1", "b1", "c1", "a2");
    }

    @Test
    void whatWasNotBegunCanBeForgotten() {
        lanes.add("a", "a1");
        lanes.add("b", "b1");
        lanes.add("a", "a2, gone");
        lanes.add("a", "a3");
        lanes.add("c", "c1, gone");
        lanes.add("d", "d1");
        lanes.forget(work -> work.endsWith("gone"));
        assertThat(lanes.held()).isEqualTo(4);

        lanes.done("a");
        lanes.done("b");
        assertThat(begun).containsExactly("a1", "b1", "d1", "a3");

        lanes.done("a");
        lanes.done("d");
        assertThat(lanes.held()).isZero();
    }

    @Test
    void whatWasBegunIsNotForgotten() {
        lanes.add("a", "a1");
        lanes.forget(work -> true);
        assertThat(lanes.held()).isEqualTo(1);

        lanes.done("a");
        assertThat(lanes.held()).isZero();
    }

    @Test
    @Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void waitsForTheEndOfWhatIsBeingDone() throws InterruptedException {
        lanes.add("a", "a1");
        lanes.add("b", "b1");
        var end = Thread.ofVirtual().start(() -> lanes.done("a"));
        lanes.awaitEnd(work -> work.startsWith("a"), TimeUnit.MINUTES.toMillis(1));
        end.join();
        assertThat(lanes.held()).isEqualTo(1);
    }

    @Test
    @Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void doesNotWaitForTheEndOfWhatTakesTooLong() throws InterruptedException {
        lanes.add("a", "a1");
        lanes.awaitEnd(work -> true, 1);
        assertThat(lanes.held()).isEqualTo(1);
    }
}
