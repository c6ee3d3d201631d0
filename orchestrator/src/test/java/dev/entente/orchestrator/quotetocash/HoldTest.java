package dev.entente.orchestrator.quotetocash;

import dev.entente.contracts.failure.Failure;
import dev.entente.contracts.message.ErpEvent.CustomerEnsured;
import dev.entente.orchestrator.machine.Outcome;
import dev.entente.orchestrator.machine.Pause.Clocks;
import dev.entente.orchestrator.machine.Status;
import dev.entente.orchestrator.machine.Stimulus;
import dev.entente.orchestrator.machine.Stimulus.PauseRequested;
import dev.entente.orchestrator.quotetocash.QuoteToCash.EnsuringCustomer;
import dev.entente.orchestrator.quotetocash.QuoteToCash.PricingOrder;
import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

/** What becomes of a deal whose step needs a connection that is away. */
class HoldTest {

    private static final Failure AWAY = new Failure.Transient("away");
    private static final Stimulus HELD = new Stimulus.Held("books");
    private static final Stimulus RELEASED = new Stimulus.Released("books");

    private static Walk held() {
        return QuoteToCashTest.won().fails(AWAY).asked(HELD);
    }

    @Test
    void whatFailedWaitsAndIsTriedAgainWhenTheConnectionIs() {
        var walk = held();
        assertThat(walk.instance().status()).isEqualTo(Status.PAUSED);
        assertThat(walk.instance().due()).isNull();
        var sent = walk.commandsSent();

        walk.wait(Duration.ofDays(3)).asked(RELEASED).isIn(EnsuringCustomer.class);

        assertThat(walk.instance().status()).isEqualTo(Status.ACTIVE);
        assertThat(walk.commandsSent()).isEqualTo(sent + 1);
        assertThat(walk.instance().failures()).as("all attempts are left").isZero();
        assertThat(walk.instance().enteredAt())
                .as("and the deadline is put off")
                .isAfter(walk.now().minusSeconds(60));
    }

    @Test
    void howeverOftenItIsTriedInVainItIsNotGivenUp() {
        var walk = held();
        for (int time = 0; time < 100; time++) {
            walk.wait(Duration.ofMinutes(10)).asked(RELEASED).fails(AWAY).asked(HELD);
        }
        assertThat(walk.instance().status()).isEqualTo(Status.PAUSED);
    }

    @Test
    void whatIsUnderWayOrNeedsAPersonIsNotHeld() {
        assertThat(QuoteToCashTest.won().asked(HELD).last()).isInstanceOf(Outcome.Ignored.class);
        assertThat(QuoteToCashTest.won()
                        .fails(new Failure.Denied("no right"))
                        .asked(HELD)
                        .last())
                .isInstanceOf(Outcome.Ignored.class);
    }

    @Test
    void aLateAnswerMovesItOnToWhatMayNeedAnotherConnection() {
        var walk = held();
        var sent = walk.commandsSent();

        walk.answered(new CustomerEnsured("815")).isIn(PricingOrder.class);

        assertThat(walk.instance().status()).isEqualTo(Status.ACTIVE);
        assertThat(walk.commandsSent()).isEqualTo(sent + 1);
    }

    @Test
    void anotherConnectionDoesNotReleaseIt() {
        assertThat(held().asked(new Stimulus.Released("helpdesk")).last()).isInstanceOf(Outcome.Ignored.class);
    }

    /** What the wait has put off stays so, whatever the person's pause does to the clocks. */
    @Test
    void whoPausesWhatWasHeldTakesNoneOfItsTimeAway() {
        for (var clocks : Clocks.values()) {
            var walk = held().wait(Duration.ofDays(30))
                    .asked(new PauseRequested("ada", "the ERP is being moved", clocks))
                    .wait(Duration.ofMinutes(10))
                    .asked(new Stimulus.ResumeRequested("ada", "it was moved"));

            assertThat(walk.untilDue()).as("with clocks that %s", clocks).isPositive();
            assertThat(walk.instance().enteredAt())
                    .as("with clocks that %s", clocks)
                    .isAfter(walk.now().minus(Duration.ofMinutes(11)));
        }
    }

    @Test
    void whatAPersonPausesWaitsForThePerson() {
        var walk = held().asked(new PauseRequested("ada", "the ERP is being moved", Clocks.STOP));
        assertThat(walk.last()).isInstanceOf(Outcome.Changed.class);

        walk.asked(RELEASED);
        assertThat(walk.last()).isInstanceOf(Outcome.Ignored.class);
        assertThat(walk.instance().status()).isEqualTo(Status.PAUSED);

        var sent = walk.commandsSent();
        walk.asked(new Stimulus.ResumeRequested("ada", "it was moved"));
        assertThat(walk.commandsSent()).isEqualTo(sent + 1);
    }
}
