package dev.entente.orchestrator.quotetocash;

import dev.entente.contracts.Samples;
import dev.entente.contracts.failure.Failure;
import dev.entente.contracts.integration.IntegrationContract;
import dev.entente.contracts.message.CrmCommand.ReadOpportunity;
import dev.entente.contracts.message.CrmCommand.RecordOrder;
import dev.entente.contracts.message.CrmEvent.OpportunityRefused;
import dev.entente.contracts.message.CrmEvent.OpportunityReopened;
import dev.entente.contracts.message.CrmEvent.OpportunityUnread;
import dev.entente.contracts.message.CrmEvent.OpportunityWon;
import dev.entente.contracts.message.CrmEvent.OrderRecorded;
import dev.entente.contracts.message.ErpCommand.CancelOrder;
import dev.entente.contracts.message.ErpEvent.CreditApproved;
import dev.entente.contracts.message.ErpEvent.CreditRefused;
import dev.entente.contracts.message.ErpEvent.CustomerEnsured;
import dev.entente.contracts.message.ErpEvent.InvoiceScheduleRead;
import dev.entente.contracts.message.ErpEvent.OrderCancelled;
import dev.entente.contracts.message.ErpEvent.OrderChanged;
import dev.entente.contracts.message.ErpEvent.OrderCreated;
import dev.entente.contracts.message.ErpEvent.OrderPriced;
import dev.entente.contracts.message.SupportCommand.RecordEntitlement;
import dev.entente.contracts.message.SupportEvent.EntitlementRecorded;
import dev.entente.contracts.model.Money;
import dev.entente.contracts.model.Opportunity;
import dev.entente.contracts.model.OpportunityLine;
import dev.entente.contracts.model.OrderState;
import dev.entente.contracts.model.OrderStatus;
import dev.entente.contracts.model.Product;
import dev.entente.contracts.model.Quantity;
import dev.entente.orchestrator.machine.Due;
import dev.entente.orchestrator.machine.Outcome;
import dev.entente.orchestrator.machine.State;
import dev.entente.orchestrator.machine.Status;
import dev.entente.orchestrator.machine.Stimulus;
import dev.entente.orchestrator.quotetocash.MapProducts.Mapped;
import dev.entente.orchestrator.quotetocash.MapProducts.MappingsMissing;
import dev.entente.orchestrator.quotetocash.MapProducts.ProductsMapped;
import dev.entente.orchestrator.quotetocash.MapProducts.ReferenceDataChanged;
import dev.entente.orchestrator.quotetocash.QuoteToCash.AwaitingFulfilment;
import dev.entente.orchestrator.quotetocash.QuoteToCash.AwaitingMappings;
import dev.entente.orchestrator.quotetocash.QuoteToCash.Cancelled;
import dev.entente.orchestrator.quotetocash.QuoteToCash.CancellingOrder;
import dev.entente.orchestrator.quotetocash.QuoteToCash.CancellingPlacedOrder;
import dev.entente.orchestrator.quotetocash.QuoteToCash.CheckingCredit;
import dev.entente.orchestrator.quotetocash.QuoteToCash.CorrectingOpportunity;
import dev.entente.orchestrator.quotetocash.QuoteToCash.CreatingOrder;
import dev.entente.orchestrator.quotetocash.QuoteToCash.CreditHeld;
import dev.entente.orchestrator.quotetocash.QuoteToCash.EnsuringCustomer;
import dev.entente.orchestrator.quotetocash.QuoteToCash.Fulfilled;
import dev.entente.orchestrator.quotetocash.QuoteToCash.MappingProducts;
import dev.entente.orchestrator.quotetocash.QuoteToCash.NotWon;
import dev.entente.orchestrator.quotetocash.QuoteToCash.PriceDisputed;
import dev.entente.orchestrator.quotetocash.QuoteToCash.PricingOrder;
import dev.entente.orchestrator.quotetocash.QuoteToCash.ReadingInvoiceSchedule;
import dev.entente.orchestrator.quotetocash.QuoteToCash.ReadingOpportunity;
import dev.entente.orchestrator.quotetocash.QuoteToCash.RecordingEntitlement;
import dev.entente.orchestrator.quotetocash.QuoteToCash.RecordingOrder;
import dev.entente.orchestrator.quotetocash.QuoteToCash.ReopenedAfterOrder;
import dev.entente.orchestrator.quotetocash.QuoteToCash.RereadingOpportunity;
import dev.entente.orchestrator.quotetocash.QuoteToCash.UpdatingCrm;
import dev.entente.orchestrator.quotetocash.QuoteToCash.UpdatingSupport;
import dev.entente.orchestrator.quotetocash.QuoteToCash.WithdrawingFromCrm;
import dev.entente.orchestrator.quotetocash.QuoteToCash.WithdrawingFromSupport;
import dev.entente.orchestrator.quotetocash.QuoteToCash.WonAfterCancellation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import static org.assertj.core.api.Assertions.assertThat;

/** The table of quote to cash, walked. The last test of the class is the gate: every row must have been taken. */
class QuoteToCashTest {

    private static final OpportunityWon WON = new OpportunityWon(Samples.opportunity());
    private static final OpportunityReopened REOPENED = new OpportunityReopened(Samples.DEAL, "contractsent");
    private static final OpportunityUnread UNREAD = new OpportunityUnread(Samples.DEAL, new Failure.Transient("away"));
    private static final OpportunityRefused SPOILT = new OpportunityRefused(Samples.DEAL, "line 1 has no product");
    private static final ReadAgainRequested READ_AGAIN = new ReadAgainRequested("ada", "it may have been lost");
    private static final CancelRequested CANCEL = new CancelRequested("ada", "no tea after all");
    private static final ProductsMapped MAPPED =
            new ProductsMapped(Map.of("SKU-TEAPOT", new Mapped(new Product("TEAPOT", "gold", Period.ofYears(1)), "1")));
    private static final MappingsMissing MISSING = new MappingsMissing(Set.of("product:emea:SKU-TEAPOT"));
    private static final OrderPriced PRICED = new OrderPriced(List.of(Money.of("49.90", "EUR")), List.of("19"));
    private static final OrderPriced DEARER = new OrderPriced(List.of(Money.of("99", "EUR")), List.of("19"));
    private static final CreditApproved APPROVED = new CreditApproved(Money.of("149.70", "EUR"), null);
    static final CreditRefused REFUSED = new CreditRefused(Money.of("149.70", "EUR"), null, "too much");
    private static final OrderCreated CREATED = new OrderCreated(Samples.orderState());
    private static final InvoiceScheduleRead SCHEDULE = new InvoiceScheduleRead(Samples.KEY, Samples.schedule());
    private static final OrderRecorded RECORDED = new OrderRecorded(Samples.DEAL);
    private static final EntitlementRecorded ENTITLED = new EntitlementRecorded(Samples.DEAL);
    private static final OrderCancelled CLOSED = new OrderCancelled(Samples.KEY);

    @AfterAll
    static void everyRowOfTheTableWasTaken() {
        var machine = QuoteToCashMachine.under(IntegrationContract.load(QuoteToCashMachine.WORKFLOW));
        var rows = new TreeSet<String>();
        machine.starts()
                .forEach(start -> start.targets().forEach(first -> rows.add(Walk.row("", start.event(), first))));
        machine.states()
                .forEach(state -> state.transitions()
                        .forEach(row -> row.targets()
                                .forEach(target -> rows.add(Walk.row(state.name(), row.event(), target)))));
        machine.states()
                .forEach(state ->
                        state.asksAnewOn().forEach(news -> rows.add(Walk.row(state.name(), news, state.type()))));
        machine.states()
                .forEach(state -> state.skip()
                        .ifPresent(skip -> skip.targets()
                                .forEach(target ->
                                        rows.add(Walk.row(state.name(), Stimulus.SkipRequested.class, target)))));
        rows.removeAll(Walk.ROWS_TAKEN);
        assertThat(rows).as("rows that no test has taken").isEmpty();
    }

    static Walk won() {
        return Walk.start(WON).happens(MAPPED).isIn(EnsuringCustomer.class);
    }

    private static Walk pricing() {
        return won().answered(new CustomerEnsured("815")).isIn(PricingOrder.class);
    }

    static Walk checkingCredit() {
        return pricing().answered(PRICED).isIn(CheckingCredit.class);
    }

    static Walk creating() {
        return checkingCredit().answered(APPROVED).isIn(CreatingOrder.class);
    }

    private static Walk ordered() {
        return creating().answered(CREATED).isIn(ReadingInvoiceSchedule.class);
    }

    private static Walk recording() {
        return ordered().answered(SCHEDULE).isIn(RecordingOrder.class);
    }

    private static Walk entitling() {
        return recording().answered(RECORDED).isIn(RecordingEntitlement.class);
    }

    static Walk awaiting() {
        return entitling().answered(ENTITLED).isIn(AwaitingFulfilment.class);
    }

    private static OrderChanged changed(OrderStatus status) {
        return new OrderChanged(state(status));
    }

    private static OrderState state(OrderStatus status) {
        return new OrderState(Samples.KEY, "SO10001", status, 1, null, null);
    }

    @Test
    void aDealWonBecomesAnOrderWhoseNumberGoesBackAndWhoseCustomerIsEntitled() {
        var walk = recording();
        assertThat(walk.lastCommand(RecordOrder.class).orderNumber()).isEqualTo("SO10001");

        walk.answered(RECORDED).isIn(RecordingEntitlement.class);
        var entitlement = walk.lastCommand(RecordEntitlement.class).entitlement();
        assertThat(entitlement.tier()).isEqualTo("gold");
        assertThat(entitlement.ends()).hasToString("2027-11-23");

        walk.answered(ENTITLED).isIn(AwaitingFulfilment.class);
        assertThat(walk.instance().status()).isEqualTo(Status.ACTIVE);
        assertThat(walk.due().kind()).isEqualTo(Due.Kind.DEADLINE);
    }

    @Test
    void aDealThatIsToldAgainAndIsStillNotRightIsStillAskedAbout() {
        var stillBad = BadDeals.all().values().iterator().next();

        Walk.start(SPOILT).happens(new OpportunityWon(stillBad)).isIn(CorrectingOpportunity.class);
    }

    @Test
    void theOrdersKeyFollowsFromTheDealAlone() {
        var sample = Samples.opportunity();
        var line = sample.lines().getFirst();
        var edited = new Opportunity(
                sample.reference(),
                "another name",
                sample.customer(),
                sample.closedOn().plusDays(1),
                sample.currency(),
                List.of(new OpportunityLine(
                        line.productKey(), line.description(), Quantity.of("99"), line.unitPrice())));

        assertThat(Orders.keyOf(edited)).isEqualTo(Orders.keyOf(sample));
    }

    @Test
    void fulfilmentFollowsToCrmAndSupportUntilTheOrderIsBilled() {
        var walk = awaiting().happens(changed(OrderStatus.FULFILLED)).isIn(UpdatingCrm.class);
        assertThat(walk.lastCommand(RecordOrder.class).status()).isEqualTo(OrderStatus.FULFILLED);
        walk.answered(RECORDED).isIn(UpdatingSupport.class).answered(ENTITLED).isIn(AwaitingFulfilment.class);

        walk.happens(changed(OrderStatus.BILLED))
                .answered(RECORDED)
                .answered(ENTITLED)
                .isIn(Fulfilled.class);
        assertThat(walk.instance().status()).isEqualTo(Status.COMPLETED);
    }

    @Test
    void newsThatArrivesWhileNewsIsBeingToldIsToldNext() {
        var walk = awaiting().happens(changed(OrderStatus.PARTIALLY_FULFILLED)).happens(changed(OrderStatus.FULFILLED));
        assertThat(walk.lastCommand(RecordOrder.class).status()).isEqualTo(OrderStatus.FULFILLED);
        walk.answered(RECORDED).happens(changed(OrderStatus.BILLED)).isIn(UpdatingCrm.class);

        recording().happens(changed(OrderStatus.FULFILLED)).isIn(RecordingOrder.class);
        entitling().happens(changed(OrderStatus.FULFILLED)).isIn(RecordingOrder.class);
        ordered().happens(changed(OrderStatus.FULFILLED)).isIn(ReadingInvoiceSchedule.class);
    }

    @Test
    void theSameNewsTwiceIsNoNews() {
        var walk = awaiting();
        var sent = walk.commandsSent();

        walk.happens(new OrderChanged(Samples.orderState()));

        assertThat(walk.last()).isInstanceOf(Outcome.Ignored.class);
        assertThat(walk.commandsSent()).isEqualTo(sent);
    }

    @Test
    void aDealTheRulesRefuseIsParkedForCorrectionAndGoesOnWhenCorrected() {
        var walk = Walk.start(new OpportunityRefused(Samples.DEAL, "the deal has no company"))
                .isIn(CorrectingOpportunity.class);
        assertThat(walk.instance().status()).isEqualTo(Status.PARKED);
        assertThat(walk.instance().parking().reason()).isEqualTo("the deal has no company");
        assertThat(walk.instance().parking().owner()).isEqualTo("sales operations");

        walk.happens(new OpportunityRefused(Samples.DEAL, "no lines")).isIn(CorrectingOpportunity.class);
        walk.retried();
        assertThat(walk.lastCommand(ReadOpportunity.class).opportunity()).isEqualTo(Samples.DEAL);
        walk.answered(WON).isIn(MappingProducts.class);

        Walk.start(new OpportunityRefused(Samples.DEAL, "x")).happens(REOPENED).isIn(NotWon.class);
        Walk.start(new OpportunityRefused(Samples.DEAL, "x")).happens(CANCEL).isIn(Cancelled.class);
    }

    @Test
    void aDealTheCrmWouldNotShowIsReadAgainByTheContract() {
        var unread = new OpportunityUnread(Samples.DEAL, new Failure.Transient("away"));
        Walk.start(unread).isIn(ReadingOpportunity.class).answered(WON).isIn(MappingProducts.class);
        Walk.start(unread).answered(new OpportunityRefused(Samples.DEAL, "x")).isIn(CorrectingOpportunity.class);
        Walk.start(unread).answered(REOPENED).isIn(NotWon.class).happens(WON).isIn(MappingProducts.class);
        Walk.start(unread)
                .answered(REOPENED)
                .happens(new OpportunityRefused(Samples.DEAL, "x"))
                .isIn(CorrectingOpportunity.class);
        Walk.start(unread).happens(CANCEL).isIn(Cancelled.class);
    }

    @Test
    void dealsAgainstTheContractsRulesAreParkedInBusinessWords() {
        for (var bad : BadDeals.all().entrySet()) {
            var walk = Walk.start(new OpportunityWon(bad.getValue())).isIn(CorrectingOpportunity.class);
            assertThat(walk.instance().parking().reason()).isEqualTo(bad.getKey());
        }
        var bad = new OpportunityWon(BadDeals.all().values().iterator().next());
        var unread = new OpportunityUnread(Samples.DEAL, new Failure.Transient("away"));
        Walk.start(unread).answered(bad).isIn(CorrectingOpportunity.class);
        Walk.start(unread).answered(REOPENED).happens(bad).isIn(CorrectingOpportunity.class);
        Walk.start(WON).happens(MISSING).happens(bad).isIn(CorrectingOpportunity.class);
        Walk.start(WON).happens(MAPPED).happens(REOPENED).happens(bad).isIn(CorrectingOpportunity.class);
        pricing().answered(DEARER).happens(bad).isIn(CorrectingOpportunity.class);
        checkingCredit().answered(REFUSED).happens(bad).isIn(CorrectingOpportunity.class);
    }

    @Test
    void aMissingMappingParksAndAddingItReleases() {
        var walk = Walk.start(WON).happens(MISSING).isIn(AwaitingMappings.class);
        assertThat(walk.instance().status()).isEqualTo(Status.PARKED);
        assertThat(walk.instance().parking().reason()).isEqualTo("the reference data lacks product:emea:SKU-TEAPOT");

        walk.happens(new ReferenceDataChanged("product:emea:SKU-TEAPOT")).isIn(MappingProducts.class);
        assertThat(walk.lookup()).isInstanceOf(MapProducts.class);
        walk.happens(MAPPED).isIn(EnsuringCustomer.class);

        Walk.start(WON).happens(MISSING).retried().happens(MAPPED).isIn(EnsuringCustomer.class);
        Walk.start(WON).happens(MISSING).retried().happens(MISSING).isIn(AwaitingMappings.class);
        Walk.start(WON).happens(MISSING).happens(WON).isIn(MappingProducts.class);
        Walk.start(WON).happens(MISSING).happens(REOPENED).isIn(Cancelled.class);
        Walk.start(WON).happens(MISSING).happens(CANCEL).isIn(Cancelled.class);
        Walk.start(WON).happens(REOPENED).isIn(Cancelled.class);
        Walk.start(WON).happens(CANCEL).isIn(Cancelled.class);
    }

    @Test
    void aPriceBelowToleranceNeedsAPerson() {
        var walk = pricing().answered(DEARER).isIn(PriceDisputed.class);
        assertThat(walk.instance().parking().reason()).contains("sold for 49.9000 EUR", "99 EUR", "25 % less");
        walk.retried().answered(DEARER).isIn(PriceDisputed.class);
        assertThat(walk.instance().status()).isEqualTo(Status.PARKED);
        walk.retried().answered(PRICED).isIn(CheckingCredit.class);
        pricing().answered(DEARER).happens(WON).isIn(MappingProducts.class);
        pricing().answered(DEARER).happens(REOPENED).isIn(Cancelled.class);
        pricing().answered(DEARER).happens(CANCEL).isIn(Cancelled.class);
    }

    @Test
    void refusedCreditHoldsTheDealAndItsMoney() {
        var walk = checkingCredit().answered(REFUSED).isIn(CreditHeld.class);
        assertThat(walk.instance().status()).isEqualTo(Status.PARKED);
        assertThat(((QuoteToCash) walk.instance().state()).moneyHeld()).contains(Money.of("149.70", "EUR"));
        walk.retried().answered(REFUSED).isIn(CreditHeld.class);
        assertThat(walk.instance().status()).isEqualTo(Status.PARKED);
        walk.retried().answered(APPROVED).isIn(CreatingOrder.class);
        checkingCredit().answered(REFUSED).happens(WON).isIn(MappingProducts.class);
        checkingCredit().answered(REFUSED).happens(REOPENED).isIn(Cancelled.class);
        checkingCredit().answered(REFUSED).happens(CANCEL).isIn(Cancelled.class);
    }

    @Test
    void takingADealBackBeforeItsOrderEndsItAndWinningItAgainStartsItAnew() {
        for (var walk : List.of(won(), pricing(), checkingCredit())) {
            walk.happens(REOPENED).isIn(Cancelled.class).happens(WON).isIn(MappingProducts.class);
        }
        won().happens(REOPENED)
                .happens(new OpportunityRefused(Samples.DEAL, "x"))
                .isIn(CorrectingOpportunity.class);
        won().happens(REOPENED).happens(UNREAD).isIn(ReadingOpportunity.class);
    }

    @Test
    void whatAPersonGaveUpStaysGivenUpUntilTheCrmTakesTheDealBack() {
        for (var walk : List.of(won(), pricing(), checkingCredit())) {
            walk.happens(CANCEL).isIn(Cancelled.class);
            for (var event : List.of(WON, new OpportunityRefused(Samples.DEAL, "x"), UNREAD)) {
                walk.happens(event).isIn(Cancelled.class);
                assertThat(walk.last()).isInstanceOf(Outcome.Ignored.class);
            }
            walk.happens(REOPENED).isIn(Cancelled.class).happens(WON).isIn(MappingProducts.class);
        }
    }

    @Test
    void aParkedStepThatIsToldOfAgainIsTriedAgainAndStaysTheStepThatItWas() {
        var walk = won().fails(new Failure.Invalid("no such country"));
        var answer = walk.answer(new CustomerEnsured("815"), 1);

        walk.happens(WON).isIn(EnsuringCustomer.class);

        assertThat(walk.instance().status()).isEqualTo(Status.ACTIVE);
        assertThat(walk.instance().attempt()).isEqualTo(2);
        walk.arrives(answer).isIn(PricingOrder.class);
    }

    @Test
    void whatIsBeingTakenBackIsNotReadAgainAndIsNotTakenForWonAgain() {
        var walk = awaiting().happens(REOPENED).happens(CANCEL).isIn(CancellingPlacedOrder.class);

        walk.happens(READ_AGAIN).isIn(CancellingPlacedOrder.class);

        assertThat(walk.last()).isInstanceOf(Outcome.Ignored.class);
        walk.answered(CLOSED).answered(RECORDED).answered(ENTITLED).isIn(Cancelled.class);
    }

    @Test
    void aDealChangedBeforeItsOrderStartsAnewAndTheSameOneToldAgainDoesNot() {
        var changed = new OpportunityWon(BadDeals.withOtherQuantity());
        for (var walk : List.of(won(), pricing(), checkingCredit())) {
            walk.happens(WON);
            assertThat(walk.last()).isInstanceOf(Outcome.Ignored.class);
            walk.happens(changed).isIn(MappingProducts.class);
        }
        for (var start : List.<java.util.function.Supplier<Walk>>of(
                QuoteToCashTest::won,
                QuoteToCashTest::pricing,
                QuoteToCashTest::checkingCredit,
                () -> pricing().answered(DEARER),
                () -> checkingCredit().answered(REFUSED),
                () -> Walk.start(WON).happens(MISSING))) {
            start.get().happens(new OpportunityRefused(Samples.DEAL, "x")).isIn(CorrectingOpportunity.class);
            start.get().happens(UNREAD).isIn(ReadingOpportunity.class);
            start.get().happens(READ_AGAIN).isIn(ReadingOpportunity.class);
        }
        for (var start : List.<java.util.function.Supplier<Walk>>of(
                QuoteToCashTest::won, QuoteToCashTest::pricing, QuoteToCashTest::checkingCredit)) {
            start.get()
                    .happens(new OpportunityWon(
                            BadDeals.all().values().iterator().next()))
                    .isIn(CorrectingOpportunity.class);
        }
        for (var event : List.of(UNREAD, READ_AGAIN)) {
            Walk.start(new OpportunityRefused(Samples.DEAL, "x")).happens(event).isIn(ReadingOpportunity.class);
            Walk.start(UNREAD).answered(REOPENED).happens(event).isIn(ReadingOpportunity.class);
        }
    }

    @Test
    void aDealChangedWhileItsProductsAreLookedUpIsLookedUpAgain() {
        var edited = new OpportunityWon(BadDeals.withOtherQuantity());

        var walk = Walk.start(WON).happens(edited).isIn(MappingProducts.class);

        assertThat(((MappingProducts) walk.instance().state()).opportunity()).isEqualTo(edited.opportunity());
        assertThat(walk.instance().stepSequence()).isEqualTo(2);
        Walk.start(WON)
                .happens(new OpportunityWon(BadDeals.all().values().iterator().next()))
                .isIn(CorrectingOpportunity.class);
        Walk.start(WON).happens(SPOILT).isIn(CorrectingOpportunity.class);
        Walk.start(WON).happens(UNREAD).isIn(ReadingOpportunity.class);
    }

    @Test
    void takingADealBackWhileItsOrderIsMadeClosesTheOrder() {
        var walk = creating().happens(REOPENED).isIn(CancellingOrder.class);
        assertThat(walk.lastCommand(CancelOrder.class).reason()).isEqualTo("the deal went back to 'contractsent'");
        walk.answered(CLOSED).isIn(Cancelled.class).happens(WON).isIn(WonAfterCancellation.class);
        creating()
                .happens(CANCEL)
                .isIn(CancellingOrder.class)
                .happens(changed(OrderStatus.FULFILLED))
                .isIn(CancellingPlacedOrder.class);
    }

    @Test
    void aDealWonAgainAfterItsOrderWasCancelledStaysWithAPerson() {
        for (var walk : List.of(creating(), recording())) {
            walk.happens(REOPENED);
            if (walk.instance().state() instanceof ReopenedAfterOrder) {
                walk.happens(CANCEL).happens(REOPENED);
            }
            walk.happens(WON).happens(REOPENED).happens(WON);
            while (!(walk.instance().state() instanceof WonAfterCancellation)) {
                walk.answered(CLOSED).happens(WON).happens(REOPENED).happens(WON);
                walk.answered(RECORDED)
                        .happens(WON)
                        .happens(REOPENED)
                        .happens(WON)
                        .answered(ENTITLED);
            }
            assertThat(walk.instance().status()).isEqualTo(Status.PARKED);
            walk.happens(WON).happens(new OpportunityRefused(Samples.DEAL, "x")).isIn(WonAfterCancellation.class);
            walk.happens(UNREAD).isIn(WonAfterCancellation.class);
            walk.happens(REOPENED).isIn(Cancelled.class).happens(WON).isIn(WonAfterCancellation.class);
            walk.happens(CANCEL).isIn(Cancelled.class).happens(WON).isIn(Cancelled.class);
        }
    }

    @Test
    void whatTheErpDoesToAnOrderThatIsBeingCancelledDecides() {
        ordered().happens(CANCEL).happens(changed(OrderStatus.CLOSED)).isIn(WithdrawingFromCrm.class);
        ordered().happens(CANCEL).happens(changed(OrderStatus.BILLED)).isIn(ReadingInvoiceSchedule.class);
        ordered().happens(CANCEL).happens(changed(OrderStatus.FULFILLED)).isIn(CancellingPlacedOrder.class);
    }

    @Test
    void anOrderClosedInTheErpEndsTheDealAndItsEntitlement() {
        var walk = awaiting().happens(changed(OrderStatus.CLOSED)).answered(RECORDED);
        assertThat(walk.lastCommand(RecordEntitlement.class).entitlement().ends())
                .hasToString("2026-11-23");
        walk.answered(ENTITLED).isIn(Cancelled.class);
        recording()
                .happens(changed(OrderStatus.BILLED))
                .answered(RECORDED)
                .answered(ENTITLED)
                .isIn(Fulfilled.class);
        recording()
                .happens(changed(OrderStatus.CLOSED))
                .answered(RECORDED)
                .answered(ENTITLED)
                .isIn(Cancelled.class);
    }

    @Test
    void whatAPersonHasSeenToIsSkipped() {
        skips(pricing().answered(DEARER), CheckingCredit.class);
        skips(checkingCredit().answered(REFUSED), CreatingOrder.class);
        skips(denied(recording()), RecordingEntitlement.class);
        skips(denied(entitling()), AwaitingFulfilment.class);
        skips(denied(awaiting().happens(changed(OrderStatus.FULFILLED))), UpdatingSupport.class);
        skips(denied(awaiting().happens(changed(OrderStatus.FULFILLED)).answered(RECORDED)), AwaitingFulfilment.class);
        for (var end : Map.of(OrderStatus.BILLED, Fulfilled.class, OrderStatus.CLOSED, Cancelled.class)
                .entrySet()) {
            var news = changed(end.getKey());
            skips(denied(recording().happens(news).answered(RECORDED)), end.getValue());
            skips(denied(awaiting().happens(news).answered(RECORDED)), end.getValue());
        }
        var withdrawing = awaiting().happens(REOPENED).happens(CANCEL).answered(CLOSED);
        skips(denied(withdrawing), WithdrawingFromSupport.class);
        skips(denied(withdrawing), Cancelled.class);
        var wonMeanwhile = awaiting().happens(REOPENED).happens(CANCEL).answered(CLOSED);
        skips(denied(wonMeanwhile.happens(REOPENED).happens(WON).answered(RECORDED)), WonAfterCancellation.class);
    }

    private static Walk denied(Walk walk) {
        return walk.fails(new Failure.Denied("no right"));
    }

    private static void skips(Walk walk, Class<? extends State> to) {
        var state = walk.instance().state().getClass().getSimpleName();
        walk.asked(new Stimulus.SkipRequested("ada", "seen to", state)).isIn(to);
    }

    /** What is read now may be older than what is told meanwhile. */
    @Test
    void newsOfADealThatIsBeingReadIsReadToo() {
        for (var news : List.of(WON, SPOILT, REOPENED, UNREAD)) {
            for (var walk : List.of(Walk.start(UNREAD), awaiting().happens(UNREAD))) {
                var reading = walk.instance().state().getClass();
                var asked = walk.commandsSent();
                var first = walk.answer(REOPENED, walk.instance().attempt());

                assertThat(walk.happens(news).isIn(reading).commandsSent()).isEqualTo(asked + 1);
                assertThat(walk.arrives(first).last())
                        .as("the answer to what was asked before %s", news)
                        .isInstanceOf(Outcome.Ignored.class);
            }
        }
    }

    @Test
    void anOrderTheErpSpeaksOfExistsWhateverBecameOfTheAnswer() {
        creating().happens(changed(OrderStatus.PENDING_FULFILMENT)).isIn(ReadingInvoiceSchedule.class);
    }

    @Test
    void takingADealBackAfterItsOrderNeedsAPersonWhoGoesOnOrCancels() {
        for (var walk : List.of(ordered(), recording(), entitling(), awaiting(), updating(), telling())) {
            walk.happens(REOPENED).isIn(ReopenedAfterOrder.class);
            assertThat(walk.instance().parking().reason()).contains("after order SO10001 was made");
            walk.happens(changed(OrderStatus.FULFILLED)).isIn(ReopenedAfterOrder.class);
            walk.happens(new OpportunityReopened(Samples.DEAL, "closedlost")).isIn(ReopenedAfterOrder.class);
            walk.happens(new OpportunityRefused(Samples.DEAL, "x")).isIn(ReopenedAfterOrder.class);
            walk.happens(new OpportunityWon(BadDeals.withOtherQuantity())).isIn(ReopenedAfterOrder.class);
            walk.happens(WON).isIn(ReadingInvoiceSchedule.class);
        }
        recording().happens(REOPENED).happens(CANCEL).answered(CLOSED).isIn(WithdrawingFromCrm.class);
    }

    @Test
    void cancellingAnOrderTellsCrmAndSupport() {
        for (var walk : List.of(ordered(), recording(), entitling(), awaiting(), updating(), telling())) {
            walk.happens(CANCEL).answered(CLOSED).isIn(WithdrawingFromCrm.class);
            assertThat(walk.lastCommand(RecordOrder.class).status()).isEqualTo(OrderStatus.CANCELLED);
            walk.answered(RECORDED);
            var entitlement = walk.lastCommand(RecordEntitlement.class).entitlement();
            assertThat(entitlement.ends()).isEqualTo(entitlement.starts());
            walk.answered(ENTITLED).isIn(Cancelled.class);
            assertThat(walk.instance().status()).isEqualTo(Status.CANCELLED);
        }
    }

    private static Walk updating() {
        return awaiting().happens(changed(OrderStatus.FULFILLED)).isIn(UpdatingCrm.class);
    }

    private static Walk telling() {
        return updating().answered(RECORDED).isIn(UpdatingSupport.class);
    }

    @Test
    void transientFailuresAreTriedAgainLaterAndLaterAndAtLastParked() {
        var walk = creating();
        var delays = new ArrayList<Duration>();
        for (int failure = 1; failure < 12; failure++) {
            walk.fails(new Failure.Transient("the ERP does not answer"));
            delays.add(walk.untilDue());
            walk.timePasses();
            assertThat(walk.instance().attempt()).isEqualTo(failure + 1);
        }
        walk.fails(new Failure.Transient("the ERP does not answer"));

        assertThat(delays.get(3)).isGreaterThan(delays.get(0));
        assertThat(walk.instance().status()).isEqualTo(Status.PARKED);
        assertThat(walk.instance().parking().reason()).isEqualTo("given up after 12 attempts: the ERP does not answer");
        walk.retried().fails(new Failure.Transient("the ERP does not answer"));
        assertThat(walk.instance().status()).as("all attempts are there again").isEqualTo(Status.ACTIVE);
        walk.timePasses().answered(CREATED).isIn(ReadingInvoiceSchedule.class);
    }

    /** However far ahead a vendor puts us off. */
    @Test
    void nobodyIsPutOffBeyondTheDeadline() {
        var walk = creating().fails(new Failure.Throttled("busy", Duration.ofDays(999)));

        assertThat(walk.due().kind()).isEqualTo(Due.Kind.DEADLINE);
        walk.timePasses();
        assertThat(walk.instance().status()).isEqualTo(Status.PARKED);
        assertThat(walk.instance().parking().kind()).isEqualTo("deadline");
    }

    /** It was claimed before, and what it was set for has changed meanwhile. */
    @Test
    void aTimerThatIsNotDueOrOfAnotherKindDoesNothing() {
        var walk = creating();
        var sent = walk.commandsSent();

        assertThat(walk.timeIsUp().last()).as("not yet").isInstanceOf(Outcome.Ignored.class);
        walk.wait(walk.untilDue());
        assertThat(walk.asked(new Stimulus.TimeCame(Due.Kind.DEADLINE)).last())
                .as("of another kind")
                .isInstanceOf(Outcome.Ignored.class);

        assertThat(walk.commandsSent()).isEqualTo(sent);
        assertThat(walk.instance().status()).isEqualTo(Status.ACTIVE);
    }

    @Test
    void throttlingWaitsAsLongAsTheVendorSaidAndUsesUpNothing() {
        var walk = creating();
        for (int often = 0; often < 50; often++) {
            walk.fails(new Failure.Throttled("busy", Duration.ofSeconds(30)));
            assertThat(walk.untilDue()).isBetween(Duration.ofSeconds(30), Duration.ofSeconds(31));
            walk.timePasses();
        }
        assertThat(walk.instance().status()).isEqualTo(Status.ACTIVE);
        assertThat(walk.instance().failures()).isZero();
    }

    @Test
    void refusalsAreParkedForWhoeverCanHelp() {
        assertThat(creating()
                        .fails(new Failure.Invalid("no such product"))
                        .instance()
                        .parking()
                        .owner())
                .isEqualTo("order desk");
        assertThat(creating()
                        .fails(new Failure.Denied("no permission"))
                        .instance()
                        .parking()
                        .owner())
                .contains("connection");
    }

    @Test
    void aLateAnswerToAnEarlierAttemptCountsAndALateFailureDoesNot() {
        var walk = creating().fails(new Failure.Transient("no answer")).timePasses();
        walk.answeredLate(new dev.entente.contracts.message.CommandFailed(new Failure.Invalid("late")), 1);
        assertThat(walk.last()).isInstanceOf(Outcome.Ignored.class);
        walk.answeredLate(CREATED, 1).isIn(ReadingInvoiceSchedule.class);

        var parked = creating().fails(new Failure.Invalid("hm")).answeredLate(CREATED, 1);
        parked.isIn(ReadingInvoiceSchedule.class);
        assertThat(parked.instance().status()).isEqualTo(Status.ACTIVE);
    }

    @Test
    void anAnswerToAnEarlierStepDoesNotCountForThisOne() {
        var walk = updating();
        var stale = walk.answer(RECORDED, 1);
        walk.answered(RECORDED)
                .answered(ENTITLED)
                .happens(changed(OrderStatus.BILLED))
                .isIn(UpdatingCrm.class);

        walk.arrives(stale).isIn(UpdatingCrm.class);
        assertThat(walk.last()).isInstanceOf(Outcome.Ignored.class);
    }

    @Test
    void newsOfTheDealThatCannotBeReadIsReadAgainAfterTheOrder() {
        for (var event : List.of(UNREAD, READ_AGAIN)) {
            for (var walk : List.of(ordered(), recording(), entitling(), awaiting(), updating(), telling())) {
                walk.happens(event).isIn(RereadingOpportunity.class).lastCommand(ReadOpportunity.class);
            }
        }
        awaiting().happens(UNREAD).answered(WON).isIn(ReadingInvoiceSchedule.class);
        awaiting().happens(UNREAD).answered(REOPENED).isIn(ReopenedAfterOrder.class);
        awaiting().happens(UNREAD).answered(SPOILT).isIn(ReopenedAfterOrder.class);
        awaiting()
                .happens(UNREAD)
                .answered(new OpportunityWon(BadDeals.withOtherQuantity()))
                .isIn(ReopenedAfterOrder.class);
        awaiting().happens(UNREAD).happens(CANCEL).isIn(CancellingPlacedOrder.class);
        awaiting().happens(REOPENED).happens(UNREAD).isIn(RereadingOpportunity.class);
        awaiting().happens(UNREAD).happens(changed(OrderStatus.FULFILLED)).isIn(RereadingOpportunity.class);
        creating().happens(UNREAD).isIn(CreatingOrder.class).answered(CREATED).isIn(RereadingOpportunity.class);
        creating().happens(UNREAD).happens(changed(OrderStatus.FULFILLED)).isIn(RereadingOpportunity.class);
    }

    @Test
    void newsThatCannotBeUsedWhileTheOrderIsTakenBackAsksAPerson() {
        for (var news : List.<Object>of(SPOILT, UNREAD)) {
            for (int answers = 0; answers <= 3; answers++) {
                var walk = awaiting().happens(REOPENED).happens(CANCEL).happens(REOPENED);
                List.of(new OrderCancelled(Samples.KEY), RECORDED, ENTITLED)
                        .subList(0, answers)
                        .forEach(walk::answered);
                walk.happens(news);
                List.of(new OrderCancelled(Samples.KEY), RECORDED, ENTITLED)
                        .subList(answers, 3)
                        .forEach(walk::answered);
                walk.isIn(WonAfterCancellation.class);
            }
            creating()
                    .happens(REOPENED)
                    .happens(news)
                    .answered(new OrderCancelled(Samples.KEY))
                    .isIn(WonAfterCancellation.class);
        }
    }

    @Test
    void aReadingOfTheDealForAnEarlierStepIsNoNews() {
        var walk = Walk.start(UNREAD);
        var stale = walk.answer(REOPENED, 1);
        walk.happens(REOPENED).isIn(ReadingOpportunity.class).answered(WON).isIn(MappingProducts.class);

        walk.arrives(stale).isIn(MappingProducts.class);
        assertThat(walk.last()).isInstanceOf(Outcome.Ignored.class);
    }

    @Test
    void whatWasToldEarlierOfTheOrderDoesNotUndoWhatWasToldLater() {
        var walk = awaiting()
                .happens(new OrderChanged(state(OrderStatus.BILLED).numbered(3)))
                .happens(new OrderChanged(state(OrderStatus.FULFILLED).numbered(2)));
        assertThat(walk.lastCommand(RecordOrder.class).status()).isEqualTo(OrderStatus.BILLED);
        assertThat(walk.last()).isInstanceOf(Outcome.Ignored.class);
    }

    @Test
    void silenceIsAskedAgainUntilTheDeadlineParks() {
        var walk = creating();
        assertThat(walk.due().kind()).isEqualTo(Due.Kind.REPLY_OVERDUE);
        walk.timePasses();
        assertThat(walk.instance().attempt()).isEqualTo(2);
        for (int asked = 2; asked < 10_000 && walk.instance().status() == Status.ACTIVE; asked++) {
            walk.timePasses();
        }
        assertThat(walk.instance().status()).isEqualTo(Status.PARKED);
        assertThat(walk.instance().parking().kind()).isEqualTo("deadline");
        assertThat(walk.instance().parking().reason()).isEqualTo("CreatingOrder took longer than PT24H");

        walk.retried();
        assertThat(walk.untilDue()).as("all its time is there again").isPositive();
        assertThat(walk.timePasses().instance().status()).isEqualTo(Status.ACTIVE);
    }

    @Test
    void aSecondWonWhileTheDealIsUnderWayChangesNothing() {
        var walk = creating().happens(WON);
        assertThat(walk.last()).isInstanceOf(Outcome.Ignored.class);
    }

    @Test
    void retryingWhatIsUnderWayIsRefusedWithAReason() {
        assertThat(creating().retried().last()).isInstanceOf(Outcome.Refused.class);
    }
}
