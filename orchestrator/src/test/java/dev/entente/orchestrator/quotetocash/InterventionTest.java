package dev.entente.orchestrator.quotetocash;

import dev.entente.contracts.Samples;
import dev.entente.contracts.failure.Failure;
import dev.entente.contracts.integration.IntegrationContract;
import dev.entente.contracts.message.CrmEvent.OpportunityWon;
import dev.entente.contracts.message.ErpEvent.CustomerEnsured;
import dev.entente.contracts.message.ErpEvent.InvoiceScheduleRead;
import dev.entente.contracts.message.ErpEvent.OrderCreated;
import dev.entente.contracts.model.Customer;
import dev.entente.contracts.model.ObjectReference;
import dev.entente.contracts.model.Opportunity;
import dev.entente.contracts.model.OpportunityLine;
import dev.entente.contracts.model.Quantity;
import dev.entente.orchestrator.machine.Due;
import dev.entente.orchestrator.machine.Instance;
import dev.entente.orchestrator.machine.Interpreter;
import dev.entente.orchestrator.machine.Outcome;
import dev.entente.orchestrator.machine.Parking;
import dev.entente.orchestrator.machine.Pause.Clocks;
import dev.entente.orchestrator.machine.State;
import dev.entente.orchestrator.machine.Status;
import dev.entente.orchestrator.machine.Stimulus;
import dev.entente.orchestrator.machine.Stimulus.PauseRequested;
import dev.entente.orchestrator.machine.Stimulus.ResumeRequested;
import dev.entente.orchestrator.machine.Stimulus.SkipRequested;
import dev.entente.orchestrator.quotetocash.QuoteToCash.CheckingCredit;
import dev.entente.orchestrator.quotetocash.QuoteToCash.CreatingOrder;
import dev.entente.orchestrator.quotetocash.QuoteToCash.CreditHeld;
import dev.entente.orchestrator.quotetocash.QuoteToCash.EnsuringCustomer;
import dev.entente.orchestrator.quotetocash.QuoteToCash.PriceDisputed;
import dev.entente.orchestrator.quotetocash.QuoteToCash.PricingOrder;
import dev.entente.orchestrator.quotetocash.QuoteToCash.RecordingEntitlement;
import dev.entente.orchestrator.quotetocash.QuoteToCash.RecordingOrder;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** What people may do to a deal that is on its way. */
class InterventionTest {

    private static final CustomerEnsured ENSURED = new CustomerEnsured("815");
    private static final Failure AWAY = new Failure.Transient("away");

    private static Walk ensuring() {
        return QuoteToCashTest.won();
    }

    private static final Stimulus RESUME = new ResumeRequested("ada", "it is there again");

    private static Stimulus pause(Clocks clocks) {
        return new PauseRequested("ada", "the ERP is being moved", clocks);
    }

    @Test
    void whilePausedAnswersCountAndNothingIsSent() {
        var walk = ensuring();
        var sent = walk.commandsSent();
        walk.asked(pause(Clocks.STOP));
        assertThat(walk.instance().status()).isEqualTo(Status.PAUSED);
        assertThat(walk.instance().due()).isNull();

        walk.answered(ENSURED).isIn(PricingOrder.class);

        assertThat(walk.instance().status()).isEqualTo(Status.PAUSED);
        assertThat(walk.commandsSent()).isEqualTo(sent);
        walk.asked(RESUME).isIn(PricingOrder.class);
        assertThat(walk.instance().status()).isEqualTo(Status.ACTIVE);
        assertThat(walk.commandsSent()).isEqualTo(sent + 1);
    }

    @Test
    void resumedWithoutNewsItSendsNothingAgainAndWaitsOn() {
        var walk = ensuring();
        var left = walk.untilDue();
        var sent = walk.commandsSent();
        walk.asked(pause(Clocks.STOP)).wait(Duration.ofHours(3)).asked(RESUME);

        assertThat(walk.commandsSent()).isEqualTo(sent);
        assertThat(walk.untilDue()).isEqualTo(left);
        assertThat(walk.due().kind()).isEqualTo(Due.Kind.REPLY_OVERDUE);
    }

    @Test
    void clocksThatRunMakeItOverdueAsSoonAsItIsResumed() {
        var walk = ensuring();
        walk.asked(pause(Clocks.RUN)).wait(Duration.ofHours(3)).asked(RESUME);

        assertThat(walk.untilDue()).isNegative();
        var sent = walk.commandsSent();
        walk.timeIsUp();
        assertThat(walk.commandsSent()).isEqualTo(sent + 1);
    }

    @Test
    void aFailureWhilePausedIsTriedAgainWhenResumed() {
        var walk = ensuring();
        walk.asked(pause(Clocks.STOP));
        var sent = walk.commandsSent();
        walk.fails(AWAY);
        assertThat(walk.instance().status()).isEqualTo(Status.PAUSED);

        walk.asked(RESUME).isIn(EnsuringCustomer.class);

        assertThat(walk.commandsSent()).isEqualTo(sent + 1);
        assertThat(walk.instance().attempt()).isEqualTo(2);
    }

    @Test
    void whatIsNotUnderWayCannotBePausedNorWhatIsNotPausedResumed() {
        assertThat(ensuring().asked(RESUME).last()).isInstanceOf(Outcome.Refused.class);
        assertThat(ensuring()
                        .asked(pause(Clocks.STOP))
                        .asked(pause(Clocks.STOP))
                        .last())
                .isInstanceOf(Outcome.Refused.class);
        assertThat(ensuring()
                        .fails(new Failure.Denied("no right"))
                        .asked(pause(Clocks.STOP))
                        .last())
                .isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void heldCreditMayBeGivenByAPersonAndAnAnswerThatIsNeededMayNotBeSkipped() {
        var held = QuoteToCashTest.checkingCredit()
                .answered(QuoteToCashTest.REFUSED)
                .isIn(CreditHeld.class);
        held.asked(skip(PriceDisputed.class));
        assertThat(held.last()).as("what is meant is another step").isInstanceOf(Outcome.Refused.class);
        held.asked(skip(CreditHeld.class)).isIn(CreatingOrder.class);
        assertThat(held.last().note()).contains("ada", "the board approved it");

        assertThat(ensuring()
                        .fails(new Failure.Denied("no right"))
                        .asked(skip(EnsuringCustomer.class))
                        .last())
                .isInstanceOf(Outcome.Refused.class);
        assertThat(QuoteToCashTest.checkingCredit()
                        .asked(skip(CheckingCredit.class))
                        .last())
                .as("skipping what is under way")
                .isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void everyStepThatMayBeSkippedLeadsWhereTheTableSays() {
        var machine = QuoteToCashMachine.under(IntegrationContract.load(QuoteToCashMachine.WORKFLOW));
        var interpreter = new Interpreter(machine);
        var skipped = 0;
        for (var state : States.all()) {
            var definition = machine.states().stream()
                    .filter(one -> one.type().equals(state.getClass()))
                    .findFirst()
                    .orElseThrow();
            if (definition.skip().isPresent()) {
                skipped++;
                assertThat(interpreter.apply(
                                in(state, new Instance.Standing(Status.ACTIVE, null, null, null)),
                                skip(state.getClass()),
                                Instant.EPOCH))
                        .as("%s may be having its effect", state)
                        .isInstanceOf(Outcome.Refused.class);
                assertThat(interpreter.apply(parked(state), skip(state.getClass()), Instant.EPOCH))
                        .isInstanceOfSatisfying(Outcome.Changed.class, changed -> {
                            assertThat(definition.skip().get().targets())
                                    .contains(changed.instance().state().getClass());
                            assertThat(changed.instance().hops()).isZero();
                        });
            }
        }
        assertThat(skipped).isEqualTo(8);
    }

    /** Somebody asked twice, or what was asked for was carried out later than he thought. */
    @Test
    void whoSkipsTwiceSkipsOneStep() {
        var walk = QuoteToCashTest.creating()
                .answered(new OrderCreated(Samples.orderState()))
                .answered(new InvoiceScheduleRead(Samples.KEY, Samples.schedule()))
                .isIn(RecordingOrder.class)
                .asked(pause(Clocks.STOP));

        walk.asked(skip(RecordingOrder.class)).isIn(RecordingEntitlement.class);
        walk.asked(skip(RecordingOrder.class));

        assertThat(walk.last()).isInstanceOf(Outcome.Refused.class);
        walk.isIn(RecordingEntitlement.class);
    }

    private static SkipRequested skip(Class<? extends State> state) {
        return new SkipRequested("ada", "the board approved it", state.getSimpleName());
    }

    private static Instance parked(State state) {
        return in(
                state, new Instance.Standing(Status.PARKED, new Parking("denied", "no right", "somebody"), null, null));
    }

    private static Instance in(State state, Instance.Standing standing) {
        return new Instance(
                new Instance.Identity("i", QuoteToCashMachine.WORKFLOW, "k", "c", "emea", "eu"),
                2,
                state,
                standing,
                new Instance.Progress(1, 1, 1, Instant.EPOCH),
                60,
                0,
                1);
    }

    /** Otherwise a deal that people keep going would be taken for one that circles. */
    @Test
    void whatAPersonDoesBeginsTheWayAnew() {
        var interpreter =
                new Interpreter(QuoteToCashMachine.under(IntegrationContract.load(QuoteToCashMachine.WORKFLOW)));
        var state = (EnsuringCustomer) ensuring().instance().state();
        var edited = new EnsuringCustomer(named(state.opportunity(), "Teapots"), state.lines());
        var active = in(state, new Instance.Standing(Status.ACTIVE, null, null, null));
        var paused = ((Outcome.Changed) interpreter.apply(active, pause(Clocks.STOP), Instant.EPOCH)).instance();

        assertThat(Stream.of(
                                interpreter.apply(
                                        parked(state), new Stimulus.RetryRequested("ada", "now"), Instant.EPOCH),
                                interpreter.apply(parked(state), correction(1, edited), Instant.EPOCH),
                                interpreter.apply(paused, RESUME, Instant.EPOCH))
                        .map(outcome -> ((Outcome.Changed) outcome).instance().hops()))
                .containsExactly(0, 0, 0);
    }

    @Test
    void whatIsUnderWayIsNotCorrected() {
        var walk = ensuring();
        var before = (EnsuringCustomer) walk.instance().state();

        walk.asked(correction(
                walk.instance().stepSequence(),
                new EnsuringCustomer(named(before.opportunity(), "Teapots"), before.lines())));

        assertThat(walk.last()).isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void aCustomerTheErpRefusesIsCorrectedAndTriedAgainAsANewStep() {
        var walk = ensuring().fails(new Failure.Invalid("the name is too long"));
        var before = (EnsuringCustomer) walk.instance().state();
        var sent = walk.commandsSent();
        var intent = walk.instance().intent();

        walk.asked(correction(
                walk.instance().stepSequence(),
                new EnsuringCustomer(named(before.opportunity(), "Teapots"), before.lines())));

        assertThat(walk.instance().status()).isEqualTo(Status.ACTIVE);
        assertThat(walk.commandsSent()).isEqualTo(sent + 1);
        assertThat(walk.instance().intent())
                .as("other contents, another intent")
                .isNotEqualTo(intent);
    }

    @Test
    void aCorrectionKeepsTheDealAndItsLines() {
        var walk = ensuring().fails(new Failure.Invalid("the name is too long"));
        var before = (EnsuringCustomer) walk.instance().state();

        walk.asked(correction(walk.instance().stepSequence(), new EnsuringCustomer(before.opportunity(), List.of())));
        assertThat(walk.last()).isInstanceOf(Outcome.Refused.class);
        walk.asked(correction(walk.instance().stepSequence(), new QuoteToCash.MappingProducts(before.opportunity())));
        assertThat(walk.last()).isInstanceOf(Outcome.Refused.class);
        var deal = before.opportunity();
        var known = deal.customer();
        var elsewhere = new ObjectReference("emea", "another");
        for (var edited : List.of(
                of(elsewhere, known, deal.lines()),
                of(
                        deal.reference(),
                        new Customer(elsewhere, known.name(), known.domain(), known.billing(), known.contacts()),
                        deal.lines()),
                of(
                        deal.reference(),
                        known,
                        List.of(deal.lines().getFirst(), deal.lines().getFirst())))) {
            walk.asked(correction(walk.instance().stepSequence(), new EnsuringCustomer(edited, before.lines())));
            assertThat(walk.last()).as("%s", edited).isInstanceOf(Outcome.Refused.class);
        }
    }

    @Test
    void whileItAwaitsMappingsTheDealStaysThatDealAndWithinTheRules() {
        var walk = Walk.start(new OpportunityWon(Samples.opportunity()))
                .happens(new MapProducts.MappingsMissing(Set.of("product:emea:SKU-TEAPOT")))
                .isIn(QuoteToCash.AwaitingMappings.class);
        var before = (QuoteToCash.AwaitingMappings) walk.instance().state();
        var deal = before.opportunity();
        var line = deal.lines().getFirst();
        var none = new OpportunityLine(line.productKey(), line.description(), Quantity.of("0"), line.unitPrice());

        for (var edited : List.of(
                of(new ObjectReference("emea", "another"), deal.customer(), deal.lines()),
                of(deal.reference(), deal.customer(), List.of(none)))) {
            walk.asked(correction(
                    walk.instance().stepSequence(), new QuoteToCash.AwaitingMappings(edited, before.missing())));
            assertThat(walk.last()).as("%s", edited).isInstanceOf(Outcome.Refused.class);
        }
    }

    /** The sample's deal otherwise. */
    private static Opportunity of(ObjectReference reference, Customer customer, List<OpportunityLine> lines) {
        var deal = Samples.opportunity();
        return new Opportunity(reference, deal.name(), customer, deal.closedOn(), deal.currency(), lines);
    }

    @Test
    void aCorrectionOfWhatHasChangedMeanwhileIsRefused() {
        var walk = ensuring().fails(new Failure.Invalid("the name is too long"));
        var before = (EnsuringCustomer) walk.instance().state();

        walk.asked(correction(walk.instance().stepSequence() - 1, before));

        assertThat(walk.last()).isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void aStateEnteredWhilePausedHasItsWholeDeadlineAndNoMore() {
        var walk = ensuring();
        walk.asked(pause(Clocks.STOP)).wait(Duration.ofHours(10));
        walk.answered(ENSURED).wait(Duration.ofHours(2)).asked(RESUME);

        assertThat(walk.instance().enteredAt()).isEqualTo(walk.now());
    }

    @Test
    void whatAPersonHadTriedAgainIsTriedAgainAfterAPauseToo() {
        var walk = QuoteToCashTest.checkingCredit()
                .answered(QuoteToCashTest.REFUSED)
                .isIn(CreditHeld.class);
        walk.retried().asked(pause(Clocks.STOP)).fails(AWAY);
        var sent = walk.commandsSent();

        walk.asked(RESUME);

        assertThat(walk.instance().status()).isEqualTo(Status.ACTIVE);
        assertThat(walk.commandsSent()).isEqualTo(sent + 1);
    }

    private static Stimulus correction(int step, QuoteToCash edited) {
        return new Stimulus.EditRequested("ada", "shortened", step, edited);
    }

    private static Opportunity named(Opportunity opportunity, String customer) {
        var known = opportunity.customer();
        return new Opportunity(
                opportunity.reference(),
                opportunity.name(),
                new Customer(known.reference(), customer, known.domain(), known.billing(), known.contacts()),
                opportunity.closedOn(),
                opportunity.currency(),
                opportunity.lines());
    }
}
