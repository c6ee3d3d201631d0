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

import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

@QuarkusTest
@QuarkusTestResource(value = Foundation.class, initArgs = @ResourceArg(name = "service", value = "support-adapter"))
class KeyedLockIT {

    private static final Duration REQUEST = Duration.ofSeconds(1);

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

    private static Failure refusal(Throwable thrown) {
        assertThat(thrown)
                .isInstanceOfSatisfying(
                        VendorFailure.class,
                        failure -> assertThat(failure.outcomeUnknown()).isFalse());
        return ((VendorFailure) thrown).failure();
    }

    /** Who comes meanwhile goes away at once, and knows when to come again. */
    @ParameterizedTest
    @EnumSource
    void whileTheVendorMayBeAtItNobodyLooks(Doubtful end) throws Exception {
        OnContext.await(() -> lock.holding(
                "for the first time", REQUEST, () -> Uni.createFrom().nullItem()));
        var thrown = catchThrowable(() -> OnContext.await(() -> lock.holding(key, REQUEST, end::work)
                .ifNoItem()
                .after(REQUEST.dividedBy(2))
                .fail()));
        assertThat(thrown).isInstanceOfAny(VendorFailure.class, IllegalStateException.class, TimeoutException.class);

        var came = System.nanoTime();
        var refusal = refusal(catchThrowable(this::holdWell));
        assertThat(Duration.ofNanos(System.nanoTime() - came)).isLessThan(REQUEST.multipliedBy(4));
        assertThat(refusal).isInstanceOf(Failure.Throttled.class);
        assertThat(begun).hasValue(0);

        Thread.sleep(requireNonNull(((Failure.Throttled) refusal).retryAfter()));
        assertThat(holdWell()).isEqualTo("done");
    }

    @Test
    void whoIsAtItIsWaitedForButNotForLong() throws Exception {
        var inside = new CountDownLatch(1);
        var through = new CompletableFuture<String>();
        var working = OnContext.begin(() -> lock.holding(key, REQUEST.multipliedBy(4), () -> {
            inside.countDown();
            return Uni.createFrom().completionStage(through);
        }));
        assertThat(inside.await(10, SECONDS)).isTrue();

        assertThat(refusal(catchThrowable(this::holdWell)))
                .isEqualTo(new Failure.Throttled("somebody else is working on the same record", REQUEST));

        assertThat(begun).hasValue(0);
        through.complete("done");
        assertThat(OnContext.result(working)).isEqualTo("done");
    }

    @Test
    void whatIsCertainLetsOthersOnAtOnce() {
        assertThatThrownBy(() -> hold(() -> Doubtful.failing(VendorFailure.refused(new Failure.Invalid("no")))))
                .isInstanceOf(VendorFailure.class);
        assertThat(holdWell()).isEqualTo("done");
        assertThat(holdWell()).isEqualTo("done");
        assertThat(begun).hasValue(3);
    }

    /** The database takes its time, and gives the key to somebody who is gone. */
    @Test
    void whoIsGoneBeforeItHasTheKeyGivesItBack() throws Exception {
        try (var connection = DriverManager.getConnection(
                        Foundation.topology().jdbcUrl("entente_support"), "entente", "entente");
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("lock table keyed_lock in share mode");
            assertThatThrownBy(() -> OnContext.await(() -> lock.holding(
                                    key,
                                    Duration.ofSeconds(20),
                                    () -> Uni.createFrom().item("done"))
                            .ifNoItem()
                            .after(REQUEST)
                            .fail()))
                    .isInstanceOf(TimeoutException.class);
            connection.rollback();
        }

        assertThat(OnContext.await(() -> lock.holding(
                        key, Duration.ofSeconds(5), () -> Uni.createFrom().item("done"))))
                .isEqualTo("done");
    }

    @Test
    void whatNobodyWantsAnyMoreIsForgottenAfterADay() throws Exception {
        try (var connection = DriverManager.getConnection(
                        Foundation.topology().jdbcUrl("entente_support"), "entente", "entente");
                var insert = connection.prepareStatement(
                        "insert into keyed_lock (key, holder, held_until) values (?, 'in doubt', now() - ? * interval '1 hour')");
                var left = connection.prepareStatement("select key from keyed_lock where key like ? || '%'")) {
            for (int hours : List.of(23, 25)) {
                insert.setString(1, key + "/" + hours);
                insert.setInt(2, hours);
                insert.executeUpdate();
            }

            OnContext.await(lock::forget);

            left.setString(1, key);
            try (var rows = left.executeQuery()) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getString(1)).isEqualTo(key + "/23");
                assertThat(rows.next()).isFalse();
            }
        }
    }

    /** It has another holder by then. */
    @Test
    void whoIsThroughAfterItsEndGivesNothingBack() throws Exception {
        var second = Duration.ofSeconds(1);
        var slow = OnContext.begin(() -> lock.holding(
                key,
                second,
                () -> Uni.createFrom().item("done").onItem().delayIt().by(second.multipliedBy(5))));
        Thread.sleep(second.multipliedBy(4).plusMillis(300));
        var through = new CompletableFuture<String>();
        var next = OnContext.begin(() ->
                lock.holding(key, second.multipliedBy(5), () -> Uni.createFrom().completionStage(through)));
        assertThat(OnContext.result(slow)).isEqualTo("done");

        assertThat(refusal(catchThrowable(this::holdWell)).reason()).startsWith("somebody else");
        through.complete("done");
        assertThat(OnContext.result(next)).isEqualTo("done");
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
