package dev.entente.adapter.http;

import dev.entente.contracts.failure.Failure;
import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

class ThrottleTest {

    private final Hand clock = new Hand();
    private final Throttle throttle = new Throttle(clock, Duration.ofSeconds(5));

    @Test
    void nobodyCallsBeforeTheTimeThatTheVendorNamed() {
        throttle.close(new Failure.Throttled("quota", Duration.ofMinutes(1)));

        assertThat(refusal())
                .isInstanceOfSatisfying(
                        VendorFailure.class,
                        refused -> assertThat(refused.failure())
                                .isEqualTo(
                                        new Failure.Throttled("the vendor's quota is used up", Duration.ofMinutes(1))));

        clock.goes(Duration.ofMinutes(1));
        assertThat(refusal()).isNull();
    }

    @Test
    void anEarlierTimeDoesNotTakeBackALaterOne() {
        throttle.close(new Failure.Throttled("quota", Duration.ofMinutes(1)));
        throttle.close(new Failure.Throttled("quota", null));

        assertThat(throttle.left()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void aTimeThatIsNoQuotasIsNotBelieved() {
        throttle.close(new Failure.Throttled("quota", Duration.ofSeconds(999_999_999)));

        assertThat(throttle.left()).isEqualTo(Duration.ofHours(25));
    }

    @Test
    void aVendorThatNamesNoTimeIsLeftAloneForTwoSeconds() {
        throttle.close(new Failure.Throttled("quota", null));

        assertThat(throttle.left()).isEqualTo(Duration.ofSeconds(2));
    }

    private Throwable refusal() {
        return catchThrowable(() -> throttle.pass().await().atMost(Duration.ofSeconds(1)));
    }
}
