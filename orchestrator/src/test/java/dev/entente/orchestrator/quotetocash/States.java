package dev.entente.orchestrator.quotetocash;

import dev.entente.contracts.Samples;
import dev.entente.contracts.model.Opportunity;
import dev.entente.orchestrator.machine.State;
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
import dev.entente.orchestrator.quotetocash.QuoteToCash.WithdrawingFromCrm;
import dev.entente.orchestrator.quotetocash.QuoteToCash.WithdrawingFromSupport;
import dev.entente.orchestrator.quotetocash.QuoteToCash.WonAfterCancellation;

import java.util.List;
import java.util.Set;

/** One state of every kind. */
final class States {

    private static final Opportunity DEAL = Samples.opportunity();
    private static final Draft DRAFT = new Draft(DEAL, Samples.order().lines(), "815");
    private static final Placed PLACED = new Placed(DEAL, Samples.order(), Samples.orderState());
    private static final Cancellation CANCELLATION = new Cancellation("no tea after all (ada)", true, false);

    private States() {}

    static List<State> all() {
        return List.of(
                new ReadingOpportunity(Samples.DEAL),
                new CorrectingOpportunity(Samples.DEAL, "line 1 has no product"),
                new MappingProducts(DEAL),
                new AwaitingMappings(DEAL, Set.of("product:emea:SKU-TEAPOT")),
                new EnsuringCustomer(DEAL, Samples.order().lines()),
                new PricingOrder(DRAFT),
                new PriceDisputed(DRAFT, "too cheap"),
                new CheckingCredit(DRAFT),
                new CreditHeld(DRAFT, "over the limit"),
                new CreatingOrder(DEAL, Samples.order(), false),
                new ReadingInvoiceSchedule(PLACED),
                new RecordingOrder(PLACED, Samples.schedule()),
                new RecordingEntitlement(PLACED, Samples.schedule()),
                new AwaitingFulfilment(PLACED, Samples.schedule()),
                new UpdatingCrm(PLACED, Samples.schedule()),
                new UpdatingSupport(PLACED, Samples.schedule()),
                new RereadingOpportunity(PLACED),
                new ReopenedAfterOrder(PLACED, "contractsent"),
                new CancellingOrder(DEAL, Samples.order(), CANCELLATION),
                new CancellingPlacedOrder(PLACED, CANCELLATION),
                new WithdrawingFromCrm(PLACED, CANCELLATION),
                new WithdrawingFromSupport(PLACED, CANCELLATION),
                new WonAfterCancellation(Samples.DEAL, "no tea after all (ada)"),
                new Fulfilled(Samples.DEAL, "SO10001"),
                new Cancelled(Samples.DEAL, "no tea after all (ada)", true, false),
                new NotWon(Samples.DEAL, "contractsent"));
    }
}
