package dev.entente.support;

import dev.entente.adapter.http.VendorFailure;
import dev.entente.adapter.lock.KeyedLock;
import dev.entente.contracts.failure.Failure;
import dev.entente.service.testing.Foundation;
import dev.entente.service.testing.port.OnContext;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.TimeoutException;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

@QuarkusTest
@QuarkusTestResource(value = Foundation.class, initArgs = @ResourceArg(name = "service", value = "support-adapter"))
class KeyedLockIT {

    private static final Duration REQUEST = Duration.ofMillis(400);

    private final String key = UUID.randomUUID().toString();
    private final AtomicInteger begun = new AtomicInteger();

    @Inject
    KeyedLock lock;

    /** Ways to end that leave the vendor at it, perhaps. */
    private enum Doubtful {
        A_LOST_ANSWER {
            @Override
            Uni<String> work() {
                return failing(VendorFailure.unknown(new Failure.Transient("no answer")));
            }
        },
        A_DEFECT {
            @Override
            Uni<String> work() {
                return failing(new IllegalStateException("what is this?"));
            }
        },
        NOBODY_WAITS_ANY_MORE {
            @Override
            Uni<String> work() {
                return Uni.createFrom().nothing();
            }
        };

        abstract Uni<String> work();

        private static Uni<String> failing(Throwable failure) {
            return Uni.createFrom().failure(failure);
        }
    }

    private String hold(Supplier<Uni<String>> work) {
        return OnContext.await(() -> lock.holding(key, REQUEST, () -> {
            begun.incrementAndGet();
            return work.get();
        }));
    }

    private String holdWell() {
        return hold(() -> Uni.createFrom().item("done"));
    }

    private static boolean isTaken(Throwable failure) {
        return failure instanceof VendorFailure refusal
                && refusal.failure().equals(new Failure.Transient("somebody else is working on the same record"))
                && !refusal.outcomeUnknown();
    }

    @ParameterizedTest
    @EnumSource
    void whileTheVendorMayBeAtItNobodyLooks(Doubtful end) throws Exception {
        var thrown = catchThrowable(() -> OnContext.await(() -> lock.holding(key, REQUEST, end::work)
                .ifNoItem()
                .after(REQUEST.dividedBy(4))
                .fail()));
        assertThat(thrown).isInstanceOfAny(VendorFailure.class, IllegalStateException.class, TimeoutException.class);

        assertThatThrownBy(this::holdWell).matches(KeyedLockIT::isTaken);
        assertThat(begun).hasValue(0);

        Thread.sleep(REQUEST.multipliedBy(4));
        assertThat(holdWell()).isEqualTo("done");
    }

    @Test
    void whatIsCertainLetsOthersOnAtOnce() {
        assertThatThrownBy(() -> hold(() -> Doubtful.failing(VendorFailure.refused(new Failure.Invalid("no")))))
                .isInstanceOf(VendorFailure.class);
        assertThat(holdWell()).isEqualTo("done");
        assertThat(holdWell()).isEqualTo("done");
        assertThat(begun).hasValue(3);
    }

    @Test
    void oneAtATimeAndEachInTheEnd() {
        var inside = new AtomicInteger();
        var most = new AtomicInteger();

        var results = OnContext.atOnce(
                4,
                () -> lock.holding(key, Duration.ofSeconds(10), () -> {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    return Uni.createFrom()
                            .item("done")
                            .onItem()
                            .delayIt()
                            .by(Duration.ofMillis(50))
                            .invoke(inside::decrementAndGet);
                }));

        assertThat(results).hasSize(4).containsOnly("done");
        assertThat(most).hasValue(1);
    }
}
