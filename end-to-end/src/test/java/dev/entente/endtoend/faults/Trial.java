package dev.entente.endtoend.faults;

import dev.entente.endtoend.Audit;
import dev.entente.endtoend.RunningSandbox;
import dev.entente.sandbox.demo.Crm.Line;
import dev.entente.sandbox.launch.Component;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One row, once: deals of its own, a fault, and the question whether each of the deals had its effects exactly once. What
 * happens by chance follows from the seed.
 */
final class Trial {

    /** Of the services. */
    static final List<String> DATABASES =
            List.of("entente_crm", "entente_erp", "entente_support", "entente_orchestrator");

    private static final String LAST_STATE = "AwaitingFulfilment";
    private static final Duration TO_THE_POINT = Duration.ofSeconds(60);
    private static final Duration TO_RECOVER = Duration.ofMinutes(4);
    private static final int ATTEMPTS = 20;
    private static final int BUSY = 12;
    private static final int QUIET = 2;

    final RunningSandbox running;
    final Random random;
    final long seed;
    final Instant began = Instant.now();
    private final String name;
    private final int load;
    private final List<String> deals = new ArrayList<>();
    private final List<AutoCloseable> heldUp = new ArrayList<>();
    private final long lettersBefore;
    private long lettersExpected;
    private boolean toldAgain;
    private long faultEnded = System.nanoTime();

    Trial(RunningSandbox running, int row, long seed) {
        this.running = running;
        this.seed = seed;
        // The first numbers of a Random are alike for seeds that are.
        this.random = new Random(new SplittableRandom(seed * 1000 + row).nextLong());
        this.name = "Row %d seed %d".formatted(row, seed);
        this.load = seed % 2 == 0 ? BUSY : QUIET;
        this.lettersBefore = deadLetters();
    }

    /** Deals under way when the fault comes: few for odd seeds, many for even ones. */
    List<String> winSome() {
        return win(load);
    }

    /** As many deals as {@link #winSome} wins, not won yet. */
    List<String> some() {
        return deals(load);
    }

    List<String> win(int count) {
        var won = deals(count);
        running.crm.winAll(won);
        return won;
    }

    /** Deals that are not won yet. */
    List<String> deals(int count) {
        var fresh = new ArrayList<String>();
        for (int number = 0; number < count; number++) {
            fresh.add(dealWith("%s deal %d".formatted(name, deals.size() + 1)));
        }
        return fresh;
    }

    /** A deal with a customer of this name, not won yet. */
    String dealWith(String customer) {
        var deal = running.crm.deal(
                customer + " renews",
                running.crm.account(customer, Map.of()),
                "EUR",
                List.of(new Line("SKU-WIDGET", "2", "49.90"), new Line("SKU-GOLD", "1", "1200.00")));
        deals.add(deal);
        return deal;
    }

    List<String> deals() {
        return List.copyOf(deals);
    }

    /**
     * Deals of whose orders CRM and support must not be told again. Of those that were read again after their orders were made, because
     * news of them could not be read, they are.
     */
    List<String> dealsToldOnce() {
        return toldAgain
                ? List.of()
                : deals.stream().filter(deal -> !wasReadAgain(deal)).toList();
    }

    private boolean wasReadAgain(String deal) {
        return running.orchestrator
                .instance(deal)
                .map(instance -> running.orchestrator.detail(instance.path("id").asText()))
                .filter(detail ->
                        detail.path("history").findValuesAsText("toState").contains("RereadingOpportunity"))
                .isPresent();
    }

    /**
     * CRM and support may be told again of these deals' orders, which changes nothing there: because a deal was taken back and won again, or
     * because nobody knows any more that they were told.
     */
    void mayTellAgain() {
        toldAgain = true;
    }

    /** Wins deals, and returns at a moment within the first seconds of their lives, at least one of them on its way just before. */
    void winSomeAndCatchThem() throws InterruptedException {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            var won = winSome();
            soon();
            if (!won.stream().allMatch(deal -> isIn(deal, LAST_STATE))) {
                return;
            }
        }
        throw new AssertionError("deals are through before anything can happen to them");
    }

    /** A moment within the first seconds of a deal's life. */
    void soon() throws InterruptedException {
        Thread.sleep(random.nextInt(2500));
    }

    /** Wins deals, and returns when all have begun and one order at least is just being made. */
    void winSomeUntilAnOrderIsBeingMade() throws InterruptedException {
        running.vendors.stopNextBefore("netsuite", Crashes.MAKE_ORDER);
        var won = winSome();
        until(
                "deals are under way",
                () -> running.vendors.atBarrier("netsuite") > 0
                        && won.stream()
                                .allMatch(deal ->
                                        running.orchestrator.instance(deal).isPresent()));
        Thread.sleep(random.nextInt(150));
        running.vendors.openBarrier("netsuite");
    }

    /** Waits for the moment at which the fault is to happen. */
    void until(String what, BooleanSupplier condition) {
        RunningSandbox.await(what, TO_THE_POINT, condition);
    }

    /** From here on the system is left alone. */
    void faultIsOver() {
        faultEnded = System.nanoTime();
    }

    /** Kills a service, undoes what kept it where it was, and starts it again. */
    void killAt(String service, Runnable undo) {
        running.sandbox.kill(service);
        undo.run();
        running.sandbox.start(service);
        faultIsOver();
    }

    /** Stops a service and starts it otherwise; when the trial is over, it is started as it was. */
    void replace(Component otherwise) {
        heldUp.add(() -> restart(running.topology.component(otherwise.name())));
        restart(otherwise);
    }

    /** Stops a service and starts it so. */
    void restart(Component component) {
        running.sandbox.stop(component.name());
        running.sandbox.start(component);
    }

    /** Whatever becomes of the trial, it lets go of this. */
    <T extends AutoCloseable> T holds(T held) {
        heldUp.add(held);
        return held;
    }

    /** All of it, even if some of it cannot be let go of. */
    void letGo() throws Exception {
        Exception first = null;
        for (var held : heldUp.reversed()) {
            try {
                held.close();
            } catch (Exception unable) {
                if (first == null) {
                    first = unable;
                } else {
                    first.addSuppressed(unable);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }

    boolean isSettled() {
        return deals.stream().allMatch(deal -> isIn(deal, LAST_STATE));
    }

    boolean isIn(String deal, String state) {
        return running.orchestrator.isIn(deal, state);
    }

    /** Records set aside, by all services. */
    long deadLetters() {
        return DATABASES.stream()
                .mapToLong(
                        database -> DatabaseLock.count(running.topology, database, "select count(*) from dead_letter"))
                .sum();
    }

    /** Waits until the services have set aside as many records as nobody can read. */
    void expectDeadLetters(int count) {
        lettersExpected = count;
        until("each is a dead letter", () -> deadLetters() >= lettersBefore + count);
    }

    /** How long it took from the end of the fault until every deal was where it belongs, with its effects exactly once. */
    Duration conclude() {
        RunningSandbox.await(name + " settles", TO_RECOVER, this::isSettled);
        var took = Duration.ofNanos(System.nanoTime() - faultEnded);
        Stillness.await(running);
        assertThat(deals).as("deals that settled and stay so").allMatch(deal -> isIn(deal, LAST_STATE));
        var audit = new Audit(running);
        audit.eachDealExactlyOnce(deals, 2);
        audit.noOrderWrittenAgain(deals);
        audit.nobodyToldAgain(dealsToldOnce());
        assertThat(deadLetters() - lettersBefore).as("records set aside").isEqualTo(lettersExpected);
        return took;
    }
}
