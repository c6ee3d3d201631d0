package dev.entente.orchestrator.quotetocash;

import dev.entente.contracts.integration.IntegrationContract;
import dev.entente.contracts.message.CrmCommand.ReadOpportunity;
import dev.entente.contracts.message.CrmCommand.RecordOrder;
import dev.entente.contracts.message.CrmEvent.OpportunityRefused;
import dev.entente.contracts.message.CrmEvent.OpportunityReopened;
import dev.entente.contracts.message.CrmEvent.OpportunityState;
import dev.entente.contracts.message.CrmEvent.OpportunityUnread;
import dev.entente.contracts.message.CrmEvent.OpportunityWon;
import dev.entente.contracts.message.CrmEvent.OrderRecorded;
import dev.entente.contracts.message.ErpCommand.CancelOrder;
import dev.entente.contracts.message.ErpCommand.CheckCredit;
import dev.entente.contracts.message.ErpCommand.CreateOrder;
import dev.entente.contracts.message.ErpCommand.EnsureCustomer;
import dev.entente.contracts.message.ErpCommand.LineToPrice;
import dev.entente.contracts.message.ErpCommand.PriceOrder;
import dev.entente.contracts.message.ErpCommand.ReadInvoiceSchedule;
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
import dev.entente.contracts.model.InvoiceSchedule;
import dev.entente.contracts.model.Opportunity;
import dev.entente.contracts.model.OpportunityLine;
import dev.entente.contracts.model.OrderState;
import dev.entente.orchestrator.machine.Machine;
import dev.entente.orchestrator.machine.State;
import dev.entente.orchestrator.machine.StateDefinition;
import dev.entente.orchestrator.machine.Status;
import dev.entente.orchestrator.machine.StoredState;
import dev.entente.orchestrator.quotetocash.MapProducts.MappingsMissing;
import dev.entente.orchestrator.quotetocash.MapProducts.ProductsMapped;
import dev.entente.orchestrator.quotetocash.MapProducts.ReferenceDataChanged;
import dev.entente.orchestrator.quotetocash.QuoteToCash.AwaitingFulfilment;
import dev.entente.orchestrator.quotetocash.QuoteToCash.AwaitingMappings;
import dev.entente.orchestrator.quotetocash.QuoteToCash.Cancellation;
import dev.entente.orchestrator.quotetocash.QuoteToCash.Cancelled;
import dev.entente.orchestrator.quotetocash.QuoteToCash.CancellingOrder;
import dev.entente.orchestrator.quotetocash.QuoteToCash.CancellingPlacedOrder;
import dev.entente.orchestrator.quotetocash.QuoteToCash.CheckingCredit;
import dev.entente.orchestrator.quotetocash.QuoteToCash.CorrectingOpportunity;
import dev.entente.orchestrator.quotetocash.QuoteToCash.CreatingOrder;
import dev.entente.orchestrator.quotetocash.QuoteToCash.CreditHeld;
import dev.entente.orchestrator.quotetocash.QuoteToCash.Draft;
import dev.entente.orchestrator.quotetocash.QuoteToCash.EnsuringCustomer;
import dev.entente.orchestrator.quotetocash.QuoteToCash.Fulfilled;
import dev.entente.orchestrator.quotetocash.QuoteToCash.MappingProducts;
import dev.entente.orchestrator.quotetocash.QuoteToCash.NotWon;
import dev.entente.orchestrator.quotetocash.QuoteToCash.Placed;
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
import dev.entente.orchestrator.quotetocash.QuoteToCash.WithOpportunity;
import dev.entente.orchestrator.quotetocash.QuoteToCash.WithdrawingFromCrm;
import dev.entente.orchestrator.quotetocash.QuoteToCash.WithdrawingFromSupport;
import dev.entente.orchestrator.quotetocash.QuoteToCash.WonAfterCancellation;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The table of quote to cash: a deal won becomes one order, its number goes back to the CRM, support learns what was
 * bought, and what happens to the order afterwards follows.
 *
 * <p>Read it from top to bottom. What a failed, late or repeated command does is not in the table but in the integration
 * contract, and the same for every step.
 */
public final class QuoteToCashMachine {

    public static final String WORKFLOW = "quote-to-cash";
    private static final int VERSION = 2;

    private static final String ONLY_THE_CUSTOMER =
            "its products are mapped already: only the customer can be corrected here, all else in the CRM";

    private static final Class<?>[] NEWS = {
        OpportunityWon.class, OpportunityRefused.class, OpportunityReopened.class, OpportunityUnread.class
    };

    private final OrderRules rules;

    private QuoteToCashMachine(OrderRules rules) {
        this.rules = rules;
    }

    /** The machine under a contract. */
    public static Machine under(IntegrationContract contract) {
        return new QuoteToCashMachine(new OrderRules(contract.validation())).table(contract);
    }

    // spotless:off — one row of the table is one line, so that the workflow can be read at a glance
    private Machine table(IntegrationContract contract) {
        var machine = Machine.define(WORKFLOW, VERSION, contract)
            .starts(OpportunityWon.class, this::won, MappingProducts.class, CorrectingOpportunity.class)
            .starts(OpportunityRefused.class, QuoteToCashMachine::refused, CorrectingOpportunity.class)
            .starts(OpportunityUnread.class, unread -> new ReadingOpportunity(unread.opportunity()), ReadingOpportunity.class)
            .news(OpportunityState.class, OpportunityState::edition)
            .upcasts(1, QuoteToCashMachine::withUnread);
        return ends(cancellation(fulfilment(order(account(machine))))).build();
    }

    /** From the deal to the lines that shall be ordered. */
    private StateDefinition<?> account(Machine.Builder machine) {
        return machine
            .in(ReadingOpportunity.class).step("correct-opportunity").sends(state -> new ReadOpportunity(state.deal())).asksAnewOn(NEWS)
                .onReply(OpportunityWon.class, (state, event) -> won(event), MappingProducts.class, CorrectingOpportunity.class)
                .onReply(OpportunityRefused.class, (state, event) -> refused(event), CorrectingOpportunity.class)
                .onReply(OpportunityReopened.class, (state, event) -> new NotWon(state.deal(), event.stage()), NotWon.class)
                .on(CancelRequested.class, QuoteToCashMachine::cancelled, Cancelled.class)
            .in(CorrectingOpportunity.class).step("correct-opportunity").parks(CorrectingOpportunity::reason).sends(state -> new ReadOpportunity(state.deal()))
                .on(OpportunityWon.class, (state, event) -> won(event), MappingProducts.class, CorrectingOpportunity.class)
                .on(OpportunityRefused.class, (state, event) -> refused(event), CorrectingOpportunity.class)
                .on(OpportunityUnread.class, (state, event) -> new ReadingOpportunity(state.deal()), ReadingOpportunity.class)
                .on(ReadAgainRequested.class, (state, event) -> new ReadingOpportunity(state.deal()), ReadingOpportunity.class)
                .on(OpportunityReopened.class, (state, event) -> new NotWon(state.deal(), event.stage()), NotWon.class)
                .on(CancelRequested.class, QuoteToCashMachine::cancelled, Cancelled.class)
            // Answered before the next message: news finds here only what a defect has parked.
            .in(MappingProducts.class).step("map-products").looksUp(state -> lookup(state.opportunity()))
                .on(ProductsMapped.class, QuoteToCashMachine::mapped, EnsuringCustomer.class)
                .on(MappingsMissing.class, (state, event) -> new AwaitingMappings(state.opportunity(), event.needs()), AwaitingMappings.class)
                .on(OpportunityWon.class, (state, event) -> won(event), MappingProducts.class, CorrectingOpportunity.class)
                .on(OpportunityRefused.class, (state, event) -> refused(event), CorrectingOpportunity.class)
                .on(OpportunityUnread.class, (state, event) -> new ReadingOpportunity(state.deal()), ReadingOpportunity.class)
                .on(OpportunityReopened.class, QuoteToCashMachine::reopened, Cancelled.class)
                .on(CancelRequested.class, QuoteToCashMachine::cancelled, Cancelled.class)
            .in(AwaitingMappings.class).step("map-products").parks(AwaitingMappings::reason).needs(AwaitingMappings::missing).looksUp(state -> lookup(state.opportunity()))
                .correctable((state, corrected) -> problemWith(state.opportunity(), corrected.opportunity()))
                .on(ReferenceDataChanged.class, (state, event) -> new MappingProducts(state.opportunity()), MappingProducts.class)
                .on(ProductsMapped.class, QuoteToCashMachine::mapped, EnsuringCustomer.class)
                .on(MappingsMissing.class, (state, event) -> new AwaitingMappings(state.opportunity(), event.needs()), AwaitingMappings.class)
                .on(OpportunityWon.class, (state, event) -> won(event), MappingProducts.class, CorrectingOpportunity.class)
                .on(OpportunityRefused.class, (state, event) -> refused(event), CorrectingOpportunity.class)
                .on(OpportunityUnread.class, (state, event) -> new ReadingOpportunity(state.deal()), ReadingOpportunity.class)
                .on(ReadAgainRequested.class, (state, event) -> new ReadingOpportunity(state.deal()), ReadingOpportunity.class)
                .on(OpportunityReopened.class, QuoteToCashMachine::reopened, Cancelled.class)
                .on(CancelRequested.class, QuoteToCashMachine::cancelled, Cancelled.class);
    }

    /** From the customer to the order, its number in the CRM and the entitlement. */
    private StateDefinition<?> order(StateDefinition<?> before) {
        return before
            .in(EnsuringCustomer.class).step("ensure-customer").sends(state -> new EnsureCustomer(state.opportunity().customer()))
                .correctable((state, corrected) -> corrected.lines().equals(state.lines()) ? problemWithCustomer(state.opportunity(), corrected.opportunity()) : Optional.of(ONLY_THE_CUSTOMER))
                .onReply(CustomerEnsured.class, (state, event) -> new PricingOrder(new Draft(state.opportunity(), state.lines(), event.customerId())), PricingOrder.class)
                .on(OpportunityWon.class, this::edited, EnsuringCustomer.class, MappingProducts.class, CorrectingOpportunity.class)
                .on(OpportunityRefused.class, (state, event) -> refused(event), CorrectingOpportunity.class)
                .on(OpportunityUnread.class, (state, event) -> new ReadingOpportunity(state.deal()), ReadingOpportunity.class)
                .on(ReadAgainRequested.class, (state, event) -> new ReadingOpportunity(state.deal()), ReadingOpportunity.class)
                .on(OpportunityReopened.class, QuoteToCashMachine::reopened, Cancelled.class)
                .on(CancelRequested.class, QuoteToCashMachine::cancelled, Cancelled.class)
            .in(PricingOrder.class).step("price-order").sends(state -> price(state.draft()))
                .onReply(OrderPriced.class, (state, event) -> priced(state.draft(), event), CheckingCredit.class, PriceDisputed.class)
                .on(OpportunityWon.class, this::edited, PricingOrder.class, MappingProducts.class, CorrectingOpportunity.class)
                .on(OpportunityRefused.class, (state, event) -> refused(event), CorrectingOpportunity.class)
                .on(OpportunityUnread.class, (state, event) -> new ReadingOpportunity(state.deal()), ReadingOpportunity.class)
                .on(ReadAgainRequested.class, (state, event) -> new ReadingOpportunity(state.deal()), ReadingOpportunity.class)
                .on(OpportunityReopened.class, QuoteToCashMachine::reopened, Cancelled.class)
                .on(CancelRequested.class, QuoteToCashMachine::cancelled, Cancelled.class)
            .in(PriceDisputed.class).step("price-order").parks(PriceDisputed::reason).sends(state -> price(state.draft()))
                .skipsTo(state -> new CheckingCredit(state.draft()), CheckingCredit.class)
                .onReply(OrderPriced.class, (state, event) -> priced(state.draft(), event), CheckingCredit.class, PriceDisputed.class)
                .on(OpportunityWon.class, (state, event) -> won(event), MappingProducts.class, CorrectingOpportunity.class)
                .on(OpportunityRefused.class, (state, event) -> refused(event), CorrectingOpportunity.class)
                .on(OpportunityUnread.class, (state, event) -> new ReadingOpportunity(state.deal()), ReadingOpportunity.class)
                .on(ReadAgainRequested.class, (state, event) -> new ReadingOpportunity(state.deal()), ReadingOpportunity.class)
                .on(OpportunityReopened.class, QuoteToCashMachine::reopened, Cancelled.class)
                .on(CancelRequested.class, QuoteToCashMachine::cancelled, Cancelled.class)
            .in(CheckingCredit.class).step("check-credit").sends(state -> checkCredit(state.draft()))
                .onReply(CreditApproved.class, (state, event) -> creating(state.draft()), CreatingOrder.class)
                .onReply(CreditRefused.class, (state, event) -> new CreditHeld(state.draft(), event.reason()), CreditHeld.class)
                .on(OpportunityWon.class, this::edited, CheckingCredit.class, MappingProducts.class, CorrectingOpportunity.class)
                .on(OpportunityRefused.class, (state, event) -> refused(event), CorrectingOpportunity.class)
                .on(OpportunityUnread.class, (state, event) -> new ReadingOpportunity(state.deal()), ReadingOpportunity.class)
                .on(ReadAgainRequested.class, (state, event) -> new ReadingOpportunity(state.deal()), ReadingOpportunity.class)
                .on(OpportunityReopened.class, QuoteToCashMachine::reopened, Cancelled.class)
                .on(CancelRequested.class, QuoteToCashMachine::cancelled, Cancelled.class)
            .in(CreditHeld.class).step("check-credit").parks(CreditHeld::reason).sends(state -> checkCredit(state.draft()))
                .skipsTo(state -> creating(state.draft()), CreatingOrder.class)
                .onReply(CreditApproved.class, (state, event) -> creating(state.draft()), CreatingOrder.class)
                .onReply(CreditRefused.class, (state, event) -> new CreditHeld(state.draft(), event.reason()), CreditHeld.class)
                .on(OpportunityWon.class, (state, event) -> won(event), MappingProducts.class, CorrectingOpportunity.class)
                .on(OpportunityRefused.class, (state, event) -> refused(event), CorrectingOpportunity.class)
                .on(OpportunityUnread.class, (state, event) -> new ReadingOpportunity(state.deal()), ReadingOpportunity.class)
                .on(ReadAgainRequested.class, (state, event) -> new ReadingOpportunity(state.deal()), ReadingOpportunity.class)
                .on(OpportunityReopened.class, QuoteToCashMachine::reopened, Cancelled.class)
                .on(CancelRequested.class, QuoteToCashMachine::cancelled, Cancelled.class)
            .in(CreatingOrder.class).step("create-order").sends(state -> new CreateOrder(state.order()))
                .onReply(OrderCreated.class, (state, event) -> placed(state, event.order()), ReadingInvoiceSchedule.class, RereadingOpportunity.class)
                .on(OrderChanged.class, (state, event) -> placed(state, event.order()), ReadingInvoiceSchedule.class, RereadingOpportunity.class)
                .on(OpportunityUnread.class, (state, event) -> new CreatingOrder(state.opportunity(), state.order(), true), CreatingOrder.class)
                .on(OpportunityReopened.class, (state, event) -> new CancellingOrder(state.opportunity(), state.order(), cancellation(event)), CancellingOrder.class)
                .on(CancelRequested.class, (state, event) -> new CancellingOrder(state.opportunity(), state.order(), cancellation(event)), CancellingOrder.class)
            .in(ReadingInvoiceSchedule.class).step("read-invoice-schedule").sends(state -> new ReadInvoiceSchedule(state.placed().order().key()))
                .onReply(InvoiceScheduleRead.class, (state, event) -> new RecordingOrder(state.placed(), event.schedule()), RecordingOrder.class)
                .on(OrderChanged.class, (state, event) -> new ReadingInvoiceSchedule(state.placed().with(event.order())), ReadingInvoiceSchedule.class)
                .on(OpportunityUnread.class, (state, event) -> new RereadingOpportunity(state.placed()), RereadingOpportunity.class)
                .on(ReadAgainRequested.class, (state, event) -> new RereadingOpportunity(state.placed()), RereadingOpportunity.class)
                .on(OpportunityReopened.class, (state, event) -> new ReopenedAfterOrder(state.placed(), event.stage()), ReopenedAfterOrder.class)
                .on(CancelRequested.class, (state, event) -> new CancellingPlacedOrder(state.placed(), cancellation(event)), CancellingPlacedOrder.class)
            .in(RecordingOrder.class).step("record-order").sends(state -> record(state.placed()))
                .skipsTo(state -> new RecordingEntitlement(state.placed(), state.schedule()), RecordingEntitlement.class)
                .onReply(OrderRecorded.class, (state, event) -> new RecordingEntitlement(state.placed(), state.schedule()), RecordingEntitlement.class)
                .on(OrderChanged.class, (state, event) -> new RecordingOrder(state.placed().with(event.order()), state.schedule()), RecordingOrder.class)
                .on(OpportunityUnread.class, (state, event) -> new RereadingOpportunity(state.placed()), RereadingOpportunity.class)
                .on(ReadAgainRequested.class, (state, event) -> new RereadingOpportunity(state.placed()), RereadingOpportunity.class)
                .on(OpportunityReopened.class, (state, event) -> new ReopenedAfterOrder(state.placed(), event.stage()), ReopenedAfterOrder.class)
                .on(CancelRequested.class, (state, event) -> new CancellingPlacedOrder(state.placed(), cancellation(event)), CancellingPlacedOrder.class)
            .in(RecordingEntitlement.class).step("record-entitlement").sends(state -> entitle(state.placed()))
                .skipsTo(state -> told(state.placed(), state.schedule()), AwaitingFulfilment.class, Fulfilled.class, Cancelled.class)
                .onReply(EntitlementRecorded.class, (state, event) -> told(state.placed(), state.schedule()), AwaitingFulfilment.class, Fulfilled.class, Cancelled.class)
                .on(OrderChanged.class, (state, event) -> new RecordingOrder(state.placed().with(event.order()), state.schedule()), RecordingOrder.class)
                .on(OpportunityUnread.class, (state, event) -> new RereadingOpportunity(state.placed()), RereadingOpportunity.class)
                .on(ReadAgainRequested.class, (state, event) -> new RereadingOpportunity(state.placed()), RereadingOpportunity.class)
                .on(OpportunityReopened.class, (state, event) -> new ReopenedAfterOrder(state.placed(), event.stage()), ReopenedAfterOrder.class)
                .on(CancelRequested.class, (state, event) -> new CancellingPlacedOrder(state.placed(), cancellation(event)), CancellingPlacedOrder.class);
    }

    /** Shipments, invoices and payments follow, to the CRM and to support. */
    private StateDefinition<?> fulfilment(StateDefinition<?> before) {
        return before
            .in(AwaitingFulfilment.class).step("await-fulfilment")
                .on(OrderChanged.class, QuoteToCashMachine::changed, UpdatingCrm.class, AwaitingFulfilment.class)
                .on(OpportunityUnread.class, (state, event) -> new RereadingOpportunity(state.placed()), RereadingOpportunity.class)
                .on(ReadAgainRequested.class, (state, event) -> new RereadingOpportunity(state.placed()), RereadingOpportunity.class)
                .on(OpportunityReopened.class, (state, event) -> new ReopenedAfterOrder(state.placed(), event.stage()), ReopenedAfterOrder.class)
                .on(CancelRequested.class, (state, event) -> new CancellingPlacedOrder(state.placed(), cancellation(event)), CancellingPlacedOrder.class)
            .in(UpdatingCrm.class).step("record-order").sends(state -> record(state.placed()))
                .skipsTo(state -> new UpdatingSupport(state.placed(), state.schedule()), UpdatingSupport.class)
                .onReply(OrderRecorded.class, (state, event) -> new UpdatingSupport(state.placed(), state.schedule()), UpdatingSupport.class)
                .on(OrderChanged.class, (state, event) -> new UpdatingCrm(state.placed().with(event.order()), state.schedule()), UpdatingCrm.class)
                .on(OpportunityUnread.class, (state, event) -> new RereadingOpportunity(state.placed()), RereadingOpportunity.class)
                .on(ReadAgainRequested.class, (state, event) -> new RereadingOpportunity(state.placed()), RereadingOpportunity.class)
                .on(OpportunityReopened.class, (state, event) -> new ReopenedAfterOrder(state.placed(), event.stage()), ReopenedAfterOrder.class)
                .on(CancelRequested.class, (state, event) -> new CancellingPlacedOrder(state.placed(), cancellation(event)), CancellingPlacedOrder.class)
            .in(UpdatingSupport.class).step("record-entitlement").sends(state -> entitle(state.placed()))
                .skipsTo(state -> told(state.placed(), state.schedule()), AwaitingFulfilment.class, Fulfilled.class, Cancelled.class)
                .onReply(EntitlementRecorded.class, (state, event) -> told(state.placed(), state.schedule()), AwaitingFulfilment.class, Fulfilled.class, Cancelled.class)
                .on(OrderChanged.class, (state, event) -> new UpdatingCrm(state.placed().with(event.order()), state.schedule()), UpdatingCrm.class)
                .on(OpportunityUnread.class, (state, event) -> new RereadingOpportunity(state.placed()), RereadingOpportunity.class)
                .on(ReadAgainRequested.class, (state, event) -> new RereadingOpportunity(state.placed()), RereadingOpportunity.class)
                .on(OpportunityReopened.class, (state, event) -> new ReopenedAfterOrder(state.placed(), event.stage()), ReopenedAfterOrder.class)
                .on(CancelRequested.class, (state, event) -> new CancellingPlacedOrder(state.placed(), cancellation(event)), CancellingPlacedOrder.class);
    }

    /** An order is taken back: closed in the ERP first, then CRM and support are told. */
    private StateDefinition<?> cancellation(StateDefinition<?> before) {
        return before
            .in(RereadingOpportunity.class).step("correct-opportunity").sends(state -> new ReadOpportunity(state.deal())).asksAnewOn(NEWS)
                .onReply(OpportunityWon.class, (state, event) -> wonBack(state.placed(), event), ReadingInvoiceSchedule.class, ReopenedAfterOrder.class)
                .onReply(OpportunityReopened.class, (state, event) -> new ReopenedAfterOrder(state.placed(), event.stage()), ReopenedAfterOrder.class)
                .onReply(OpportunityRefused.class, (state, event) -> new ReopenedAfterOrder(state.placed(), "refused: " + event.reason()), ReopenedAfterOrder.class)
                .on(OrderChanged.class, (state, event) -> new RereadingOpportunity(state.placed().with(event.order())), RereadingOpportunity.class)
                .on(CancelRequested.class, (state, event) -> new CancellingPlacedOrder(state.placed(), cancellation(event)), CancellingPlacedOrder.class)
            .in(ReopenedAfterOrder.class).step("cancel-order").parks(ReopenedAfterOrder::reason).sends(state -> new ReadOpportunity(state.deal()))
                .on(OpportunityWon.class, (state, event) -> wonBack(state.placed(), event), ReadingInvoiceSchedule.class, ReopenedAfterOrder.class)
                .on(OpportunityReopened.class, (state, event) -> new ReopenedAfterOrder(state.placed(), event.stage()), ReopenedAfterOrder.class)
                .on(OpportunityRefused.class, (state, event) -> new ReopenedAfterOrder(state.placed(), "refused: " + event.reason()), ReopenedAfterOrder.class)
                .on(OpportunityUnread.class, (state, event) -> new RereadingOpportunity(state.placed()), RereadingOpportunity.class)
                .on(OrderChanged.class, (state, event) -> new ReopenedAfterOrder(state.placed().with(event.order()), state.stage()), ReopenedAfterOrder.class)
                .on(CancelRequested.class, (state, event) -> new CancellingPlacedOrder(state.placed(), cancellation(event)), CancellingPlacedOrder.class)
            .in(CancellingOrder.class).step("cancel-order").sends(state -> new CancelOrder(state.order().key(), state.cancellation().reason()))
                .onReply(OrderCancelled.class, (state, event) -> cancelled(state), Cancelled.class, WonAfterCancellation.class)
                .on(OpportunityWon.class, (state, event) -> new CancellingOrder(state.opportunity(), state.order(), state.cancellation().wonAgain()), CancellingOrder.class)
                .on(OpportunityRefused.class, (state, event) -> new CancellingOrder(state.opportunity(), state.order(), state.cancellation().wonAgain()), CancellingOrder.class)
                .on(OpportunityUnread.class, (state, event) -> new CancellingOrder(state.opportunity(), state.order(), state.cancellation().wonAgain()), CancellingOrder.class)
                .on(OpportunityReopened.class, (state, event) -> new CancellingOrder(state.opportunity(), state.order(), state.cancellation().reopenedAgain()), CancellingOrder.class)
                .on(OrderChanged.class, (state, event) -> new CancellingPlacedOrder(new Placed(state.opportunity(), state.order(), event.order()), state.cancellation()), CancellingPlacedOrder.class)
            .in(CancellingPlacedOrder.class).step("cancel-order").sends(state -> new CancelOrder(state.placed().order().key(), state.cancellation().reason()))
                .onReply(OrderCancelled.class, (state, event) -> new WithdrawingFromCrm(state.placed().cancelled(), state.cancellation()), WithdrawingFromCrm.class)
                .on(OpportunityWon.class, (state, event) -> new CancellingPlacedOrder(state.placed(), state.cancellation().wonAgain()), CancellingPlacedOrder.class)
                .on(OpportunityRefused.class, (state, event) -> new CancellingPlacedOrder(state.placed(), state.cancellation().wonAgain()), CancellingPlacedOrder.class)
                .on(OpportunityUnread.class, (state, event) -> new CancellingPlacedOrder(state.placed(), state.cancellation().wonAgain()), CancellingPlacedOrder.class)
                .on(OpportunityReopened.class, (state, event) -> new CancellingPlacedOrder(state.placed(), state.cancellation().reopenedAgain()), CancellingPlacedOrder.class)
                .on(OrderChanged.class, QuoteToCashMachine::changedWhileCancelling, WithdrawingFromCrm.class, ReadingInvoiceSchedule.class, CancellingPlacedOrder.class)
            .in(WithdrawingFromCrm.class).step("record-order").sends(state -> record(state.placed()))
                .skipsTo(state -> new WithdrawingFromSupport(state.placed(), state.cancellation()), WithdrawingFromSupport.class)
                .onReply(OrderRecorded.class, (state, event) -> new WithdrawingFromSupport(state.placed(), state.cancellation()), WithdrawingFromSupport.class)
                .on(OpportunityWon.class, (state, event) -> new WithdrawingFromCrm(state.placed(), state.cancellation().wonAgain()), WithdrawingFromCrm.class)
                .on(OpportunityRefused.class, (state, event) -> new WithdrawingFromCrm(state.placed(), state.cancellation().wonAgain()), WithdrawingFromCrm.class)
                .on(OpportunityUnread.class, (state, event) -> new WithdrawingFromCrm(state.placed(), state.cancellation().wonAgain()), WithdrawingFromCrm.class)
                .on(OpportunityReopened.class, (state, event) -> new WithdrawingFromCrm(state.placed(), state.cancellation().reopenedAgain()), WithdrawingFromCrm.class)
            .in(WithdrawingFromSupport.class).step("record-entitlement").sends(state -> entitle(state.placed()))
                .skipsTo(QuoteToCashMachine::cancelled, Cancelled.class, WonAfterCancellation.class)
                .onReply(EntitlementRecorded.class, (state, event) -> cancelled(state), Cancelled.class, WonAfterCancellation.class)
                .on(OpportunityWon.class, (state, event) -> new WithdrawingFromSupport(state.placed(), state.cancellation().wonAgain()), WithdrawingFromSupport.class)
                .on(OpportunityRefused.class, (state, event) -> new WithdrawingFromSupport(state.placed(), state.cancellation().wonAgain()), WithdrawingFromSupport.class)
                .on(OpportunityUnread.class, (state, event) -> new WithdrawingFromSupport(state.placed(), state.cancellation().wonAgain()), WithdrawingFromSupport.class)
                .on(OpportunityReopened.class, (state, event) -> new WithdrawingFromSupport(state.placed(), state.cancellation().reopenedAgain()), WithdrawingFromSupport.class)
            .in(WonAfterCancellation.class).step("cancel-order").parks(WonAfterCancellation::reason).sends(state -> new ReadOpportunity(state.deal()))
                .on(OpportunityWon.class, (state, event) -> state, WonAfterCancellation.class)
                .on(OpportunityRefused.class, (state, event) -> state, WonAfterCancellation.class)
                .on(OpportunityUnread.class, (state, event) -> state, WonAfterCancellation.class)
                .on(OpportunityReopened.class, (state, event) -> new Cancelled(state.deal(), state.earlier(), true, true), Cancelled.class)
                .on(CancelRequested.class, (state, event) -> new Cancelled(state.deal(), event.reason(), true, false), Cancelled.class);
    }

    /** Ends, and what may still happen there. */
    private StateDefinition<?> ends(StateDefinition<?> before) {
        return before
            .in(Fulfilled.class).ends(Status.COMPLETED)
            .in(Cancelled.class).ends(Status.CANCELLED)
                .on(OpportunityWon.class, this::wonAgain, Cancelled.class, WonAfterCancellation.class, MappingProducts.class, CorrectingOpportunity.class)
                .on(OpportunityRefused.class, QuoteToCashMachine::refusedAgain, Cancelled.class, WonAfterCancellation.class, CorrectingOpportunity.class)
                .on(OpportunityUnread.class, QuoteToCashMachine::unreadAgain, Cancelled.class, WonAfterCancellation.class, ReadingOpportunity.class)
                .on(OpportunityReopened.class, (state, event) -> new Cancelled(state.deal(), state.reason(), state.orderMade(), true), Cancelled.class)
            .in(NotWon.class).ends(Status.CANCELLED)
                .on(OpportunityWon.class, (state, event) -> won(event), MappingProducts.class, CorrectingOpportunity.class)
                .on(OpportunityRefused.class, (state, event) -> refused(event), CorrectingOpportunity.class)
                .on(OpportunityUnread.class, (state, event) -> new ReadingOpportunity(state.deal()), ReadingOpportunity.class)
                .on(ReadAgainRequested.class, (state, event) -> new ReadingOpportunity(state.deal()), ReadingOpportunity.class);
    }
    // spotless:on

    /** Definition 1 did not notice news that could not be read while the order was being made. */
    private static StoredState withUnread(StoredState stored) {
        if (stored.name().equals("CreatingOrder")) {
            stored.data().put("unread", false);
        }
        return stored;
    }

    /** A deal stays that deal, and within the rules, whoever corrects it. */
    private Optional<String> problemWith(Opportunity before, Opportunity after) {
        return before.reference().equals(after.reference())
                ? rules.refusal(after)
                : Optional.of("the deal is " + before.reference().id() + " and stays so");
    }

    /** Once its products are mapped, only the customer may be corrected. */
    private Optional<String> problemWithCustomer(Opportunity before, Opportunity after) {
        var withItsCustomer = new Opportunity(
                before.reference(),
                before.name(),
                after.customer(),
                before.closedOn(),
                before.currency(),
                before.lines());
        return after.equals(withItsCustomer)
                        && after.customer().reference().equals(before.customer().reference())
                ? problemWith(before, after)
                : Optional.of(ONLY_THE_CUSTOMER);
    }

    private State won(OpportunityWon event) {
        return rules.refusal(event.opportunity())
                .<State>map(
                        reason -> new CorrectingOpportunity(event.opportunity().reference(), reason))
                .orElseGet(() -> new MappingProducts(event.opportunity()));
    }

    /** Before anything was ordered, a deal that was changed starts anew; the same one told again does not. */
    private <F extends QuoteToCash.WithOpportunity> State edited(F state, OpportunityWon event) {
        return event.opportunity().equals(state.opportunity()) ? state : won(event);
    }

    /** Winning again is a new decision only after the CRM has taken the deal back. */
    private State wonAgain(Cancelled before, OpportunityWon event) {
        return again(before, won(event));
    }

    private static State refusedAgain(Cancelled before, OpportunityRefused event) {
        return again(before, refused(event));
    }

    private static State unreadAgain(Cancelled before, OpportunityUnread event) {
        return again(before, new ReadingOpportunity(event.opportunity()));
    }

    private static State again(Cancelled before, State anew) {
        if (!before.reopened()) {
            return before;
        }
        return before.orderMade() ? new WonAfterCancellation(before.deal(), before.reason()) : anew;
    }

    /** Won back as it was, the order stands; with other contents, a person must look. */
    private static State wonBack(Placed placed, OpportunityWon event) {
        return event.opportunity().equals(placed.opportunity())
                ? new ReadingInvoiceSchedule(placed)
                : new ReopenedAfterOrder(placed, "won, but not as it was ordered");
    }

    /** News of the deal that could not be read while its order was being made is read as soon as the order is there. */
    private static State placed(CreatingOrder state, OrderState order) {
        var placed = new Placed(state.opportunity(), state.order(), order);
        return state.unread() ? new RereadingOpportunity(placed) : new ReadingInvoiceSchedule(placed);
    }

    /** What the ERP does to the order meanwhile decides: closed there, it need not be closed; billed, it cannot be. */
    private static State changedWhileCancelling(CancellingPlacedOrder state, OrderChanged event) {
        var placed = state.placed().with(event.order());
        if (placed.isOver()) {
            return new WithdrawingFromCrm(placed.cancelled(), state.cancellation());
        }
        return placed.latest().status().isFinal()
                ? new ReadingInvoiceSchedule(placed)
                : new CancellingPlacedOrder(placed, state.cancellation());
    }

    private static State cancelled(QuoteToCash.Cancelling state) {
        var cancellation = state.cancellation();
        return cancellation.wonMeanwhile()
                ? new WonAfterCancellation(state.deal(), cancellation.reason())
                : new Cancelled(state.deal(), cancellation.reason(), true, cancellation.reopened());
    }

    private static Cancellation cancellation(CancelRequested event) {
        return new Cancellation(event.reason(), false, false);
    }

    private static Cancellation cancellation(OpportunityReopened event) {
        return new Cancellation(backTo(event), true, false);
    }

    private static CorrectingOpportunity refused(OpportunityRefused event) {
        return new CorrectingOpportunity(event.opportunity(), event.reason());
    }

    private static EnsuringCustomer mapped(WithOpportunity state, ProductsMapped event) {
        return new EnsuringCustomer(state.opportunity(), event.lines(state.opportunity()));
    }

    private State priced(Draft draft, OrderPriced event) {
        return rules.priceDispute(draft.lines(), event.unitPrices())
                .<State>map(reason -> new PriceDisputed(draft, reason))
                .orElseGet(() -> new CheckingCredit(draft));
    }

    private static CreatingOrder creating(Draft draft) {
        return new CreatingOrder(draft.opportunity(), Orders.of(draft), false);
    }

    private static State changed(AwaitingFulfilment state, OrderChanged event) {
        return state.placed().latest().equals(event.order())
                ? state
                : new UpdatingCrm(state.placed().with(event.order()), state.schedule());
    }

    /** CRM and support know how the order stands; whether anything more will happen to it, its status says. */
    private static State told(Placed placed, InvoiceSchedule schedule) {
        var latest = placed.latest();
        if (placed.isOver()) {
            return new Cancelled(
                    placed.opportunity().reference(),
                    "order " + latest.number() + " was closed in the ERP",
                    true,
                    false);
        }
        return latest.status().isFinal()
                ? new Fulfilled(placed.opportunity().reference(), latest.number())
                : new AwaitingFulfilment(placed, schedule);
    }

    private static Cancelled reopened(QuoteToCash state, OpportunityReopened event) {
        return new Cancelled(state.deal(), backTo(event), false, true);
    }

    private static Cancelled cancelled(QuoteToCash state, CancelRequested event) {
        return new Cancelled(state.deal(), event.reason(), false, false);
    }

    private static String backTo(OpportunityReopened event) {
        return "the deal went back to '" + event.stage() + "'";
    }

    private static MapProducts lookup(Opportunity opportunity) {
        Set<String> keys =
                opportunity.lines().stream().map(OpportunityLine::productKey).collect(Collectors.toSet());
        return new MapProducts(opportunity.reference().connection(), opportunity.currency(), keys);
    }

    private static PriceOrder price(Draft draft) {
        var lines = draft.lines().stream()
                .map(line -> new LineToPrice(
                        line.product().code(), line.quantity(), line.price().level()))
                .toList();
        return new PriceOrder(draft.customerId(), draft.opportunity().currency(), lines);
    }

    private static CheckCredit checkCredit(Draft draft) {
        return new CheckCredit(draft.customerId(), draft.opportunity().total());
    }

    private static RecordOrder record(Placed placed) {
        return new RecordOrder(
                placed.opportunity().reference(),
                placed.latest().number(),
                placed.latest().status());
    }

    private static RecordEntitlement entitle(Placed placed) {
        return new RecordEntitlement(placed.opportunity().customer(), Entitlements.of(placed));
    }
}
