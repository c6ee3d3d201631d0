package dev.entente.contracts.message;

import dev.entente.contracts.failure.Failure;
import dev.entente.contracts.model.ObjectReference;
import dev.entente.contracts.model.Opportunity;
import dev.entente.contracts.model.Require;

/** What happened in a CRM. */
public sealed interface CrmEvent extends Event {

    /** A deal stands as won. Published again whenever a won deal is changed. */
    record OpportunityWon(Opportunity opportunity) implements CrmEvent, Replacing {
        public OpportunityWon {
            Require.present(opportunity, "opportunity");
        }
    }

    /**
     * A deal stands as won, but what the CRM holds cannot be an order.
     *
     * @param reason in business words, for whoever corrects the deal; at most 2000 characters, longer text is cut
     */
    record OpportunityRefused(ObjectReference opportunity, String reason) implements CrmEvent, Replacing {
        public OpportunityRefused {
            Require.present(opportunity, "opportunity");
            reason = Require.sentence(reason, 2000, "reason");
        }
    }

    /** A deal does not stand as won (any more). Means nothing to a deal that never was. */
    record OpportunityReopened(ObjectReference opportunity, String stage) implements CrmEvent, Replacing {
        public OpportunityReopened {
            Require.present(opportunity, "opportunity");
            Require.text(stage, 255, "stage");
        }
    }

    /** A deal changed, and the CRM would not say how it stands now. It has to be read again. */
    record OpportunityUnread(ObjectReference opportunity, Failure failure) implements CrmEvent, Replacing {
        public OpportunityUnread {
            Require.present(opportunity, "opportunity");
            Require.present(failure, "failure");
        }
    }

    /** The deal shows the order's number and status. */
    record OrderRecorded(ObjectReference opportunity) implements CrmEvent, Replacing {
        public OrderRecorded {
            Require.present(opportunity, "opportunity");
        }
    }
}
