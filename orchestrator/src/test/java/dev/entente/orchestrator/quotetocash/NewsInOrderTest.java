package dev.entente.orchestrator.quotetocash;

import dev.entente.contracts.Samples;
import dev.entente.contracts.failure.Failure;
import dev.entente.contracts.message.CrmEvent.OpportunityReopened;
import dev.entente.contracts.message.CrmEvent.OpportunityUnread;
import dev.entente.contracts.message.CrmEvent.OpportunityWon;
import dev.entente.orchestrator.machine.Outcome;
import dev.entente.orchestrator.machine.Status;
import dev.entente.orchestrator.quotetocash.QuoteToCash.Cancelled;
import dev.entente.orchestrator.quotetocash.QuoteToCash.CancellingOrder;
import dev.entente.orchestrator.quotetocash.QuoteToCash.CreatingOrder;
import dev.entente.orchestrator.quotetocash.QuoteToCash.MappingProducts;
import dev.entente.orchestrator.quotetocash.QuoteToCash.NotWon;
import dev.entente.orchestrator.quotetocash.QuoteToCash.ReadingInvoiceSchedule;
import dev.entente.orchestrator.quotetocash.QuoteToCash.ReadingOpportunity;
import dev.entente.orchestrator.quotetocash.QuoteToCash.ReopenedAfterOrder;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** News of a deal counts in the order in which the CRM numbers it, however late it comes and however often. */
class NewsInOrderTest {

    private static final OpportunityWon WON = new OpportunityWon(Samples.opportunity());
    private static final OpportunityReopened REOPENED = new OpportunityReopened(Samples.DEAL, "contractsent");
    private static final OpportunityUnread UNREAD = new OpportunityUnread(Samples.DEAL, new Failure.Transient("away"));

    private static Walk wonAs(long edition) {
        return Walk.start(WON.numbered(edition)).isIn(MappingProducts.class);
    }

    private static void assertOlder(Walk walk) {
        assertThat(walk.last()).isEqualTo(new Outcome.Ignored("older than what it acts on"));
    }

    @Test
    void whatIsOlderThanWhatTheInstanceActsOnChangesNothing() {
        assertOlder(wonAs(2).happens(REOPENED.numbered(1L)).isIn(MappingProducts.class));
        var walk = QuoteToCashTest.awaiting().happens(REOPENED.numbered(5L)).happens(WON.numbered(8L));
        assertOlder(walk.happens(REOPENED.numbered(5L)).isIn(ReadingInvoiceSchedule.class));
    }

    @Test
    void whatIsOlderThanNewsThatChangedNothingChangesNothing() {
        var walk = wonAs(5).happens(REOPENED.numbered(6L)).isIn(Cancelled.class);

        walk.happens(REOPENED.numbered(9L)).isIn(Cancelled.class);

        assertOlder(walk.happens(WON.numbered(7L)).isIn(Cancelled.class));
        walk.happens(REOPENED.numbered(9L));
        assertThat(walk.last()).isEqualTo(new Outcome.Ignored("changes nothing"));
    }

    @Test
    void whatIsOlderThanNewsThatTheStateHasNoRowForChangesNothing() {
        var walk = QuoteToCashTest.creating().happens(WON.numbered(7L)).isIn(CreatingOrder.class);

        assertOlder(walk.happens(REOPENED.numbered(6L)).isIn(CreatingOrder.class));
        walk.happens(REOPENED.numbered(8L)).isIn(CancellingOrder.class);
    }

    @Test
    void whatBearsTheSameNumberOrNoneCounts() {
        wonAs(2).happens(REOPENED.numbered(2L)).isIn(Cancelled.class);
        wonAs(2).happens(REOPENED).isIn(Cancelled.class);
        QuoteToCashTest.awaiting().happens(REOPENED.numbered(1L)).isIn(ReopenedAfterOrder.class);
    }

    @Test
    void newsOfADealThatIsBeingReadHasItReadAgainAndTheLastReadingDecides() {
        var walk = wonAs(2).happens(UNREAD).isIn(ReadingOpportunity.class);
        var first = walk.answer(REOPENED.numbered(3L), 1);
        var commands = walk.commandsSent();

        walk.happens(WON.numbered(2L)).isIn(ReadingOpportunity.class).happens(UNREAD);

        assertThat(walk.commandsSent()).isEqualTo(commands + 2);
        walk.arrives(first).isIn(ReadingOpportunity.class);
        assertThat(walk.last()).isEqualTo(new Outcome.Ignored("answers an earlier step"));
        walk.answered(REOPENED.numbered(3L)).isIn(NotWon.class);
    }

    @Test
    void newsOfADealThatCouldNotBeReadForGoodHasItReadAgain() {
        var walk = wonAs(2).happens(UNREAD).fails(new Failure.Denied("the token is revoked"));
        var commands = walk.commandsSent();
        assertThat(walk.instance().status()).isEqualTo(Status.PARKED);

        walk.happens(WON.numbered(2L)).isIn(ReadingOpportunity.class);

        assertThat(walk.instance().status()).isEqualTo(Status.ACTIVE);
        assertThat(walk.commandsSent()).isEqualTo(commands + 1);
        walk.answered(WON.numbered(2L)).isIn(MappingProducts.class);
    }

    @Test
    void whatWasAskedForCountsWhateverItsNumber() {
        var walk = wonAs(5).happens(UNREAD).answered(WON.numbered(4L)).isIn(MappingProducts.class);

        walk.happens(REOPENED.numbered(4L)).isIn(Cancelled.class);
    }
}
