package dev.entente.orchestrator.quotetocash;

import dev.entente.contracts.Samples;
import dev.entente.contracts.failure.Failure;
import dev.entente.contracts.message.CrmEvent.OpportunityReopened;
import dev.entente.contracts.message.CrmEvent.OpportunityUnread;
import dev.entente.contracts.message.CrmEvent.OpportunityWon;
import dev.entente.orchestrator.machine.Outcome;
import dev.entente.orchestrator.quotetocash.QuoteToCash.AwaitingFulfilment;
import dev.entente.orchestrator.quotetocash.QuoteToCash.Cancelled;
import dev.entente.orchestrator.quotetocash.QuoteToCash.EnsuringCustomer;
import dev.entente.orchestrator.quotetocash.QuoteToCash.MappingProducts;
import dev.entente.orchestrator.quotetocash.QuoteToCash.NotWon;
import dev.entente.orchestrator.quotetocash.QuoteToCash.ReadingOpportunity;
import dev.entente.orchestrator.quotetocash.QuoteToCash.ReopenedAfterOrder;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** News of a deal counts in the order in which the CRM numbers it, however late and however often it comes. */
class NewsInOrderTest {

    private static final OpportunityWon WON = new OpportunityWon(Samples.opportunity());
    private static final OpportunityReopened REOPENED = new OpportunityReopened(Samples.DEAL, "contractsent");
    private static final OpportunityUnread UNREAD = new OpportunityUnread(Samples.DEAL, new Failure.Transient("away"));

    private static Walk wonAs(long edition) {
        return Walk.start(WON.numbered(edition)).isIn(MappingProducts.class);
    }

    private static void assertOlder(Walk walk) {
        assertThat(walk.last()).isEqualTo(new Outcome.Ignored("older than what was heard before"));
    }

    @Test
    void whatIsOlderThanTheFirstNewsChangesNothing() {
        assertOlder(wonAs(2).happens(REOPENED.numbered(1L)).isIn(MappingProducts.class));
    }

    @Test
    void whatIsOlderThanNewsThatChangedNothingChangesNothing() {
        var walk = QuoteToCashTest.awaiting();
        var step = walk.instance().stepSequence();
        var commands = walk.commandsSent();

        walk.happens(WON.numbered(5L)).isIn(AwaitingFulfilment.class);

        assertThat(walk.last().note()).isEqualTo("changes nothing in AwaitingFulfilment, and is the latest");
        assertThat(walk.instance().stepSequence()).isEqualTo(step);
        assertThat(walk.commandsSent()).isEqualTo(commands);
        assertOlder(walk.happens(REOPENED.numbered(4L)).isIn(AwaitingFulfilment.class));
        walk.happens(WON.numbered(5L));
        assertThat(walk.last()).isInstanceOf(Outcome.Ignored.class);
    }

    @Test
    void theSameDealToldAgainWithAHigherNumberMakesItTheLatest() {
        var walk = wonAs(2).happens(QuoteToCashTest.MAPPED)
                .happens(WON.numbered(5L))
                .isIn(EnsuringCustomer.class);

        assertOlder(walk.happens(REOPENED.numbered(4L)).isIn(EnsuringCustomer.class));
    }

    @Test
    void whatBearsTheSameNumberOrNoneCounts() {
        wonAs(2).happens(REOPENED.numbered(2L)).isIn(Cancelled.class);
        wonAs(2).happens(REOPENED).isIn(Cancelled.class);
        QuoteToCashTest.awaiting().happens(REOPENED.numbered(1L)).isIn(ReopenedAfterOrder.class);
    }

    @Test
    void whatWasHeardBeforeSomethingThatNobodyCouldReadIsOlder() {
        var walk = wonAs(2).happens(UNREAD).isIn(MappingProducts.class);
        walk.happens(QuoteToCashTest.MAPPED).happens(UNREAD).isIn(ReadingOpportunity.class);

        assertOlder(walk.happens(WON.numbered(2L)).isIn(ReadingOpportunity.class));
        walk.answered(REOPENED.numbered(3L)).isIn(NotWon.class);
    }

    @Test
    void whatWasAskedForCountsAndIsWhatWasHeardLast() {
        var walk = wonAs(2).happens(QuoteToCashTest.MAPPED).happens(UNREAD);

        walk.answered(WON.numbered(2L)).isIn(MappingProducts.class);

        walk.happens(REOPENED.numbered(2L)).isIn(Cancelled.class);
    }
}
