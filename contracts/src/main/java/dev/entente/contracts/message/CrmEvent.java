package dev.entente.contracts.message;

import dev.entente.contracts.failure.Failure;
import dev.entente.contracts.model.ObjectReference;
import dev.entente.contracts.model.Opportunity;
import dev.entente.contracts.model.Require;
import org.jspecify.annotations.Nullable;

/** What happened in a CRM. */
public sealed interface CrmEvent extends Event {

    /** How a deal stands in its CRM. */
    sealed interface OpportunityState extends CrmEvent, Replacing {

        /**
         * Grows with the changes of the deal, by the CRM's own account: of two states the one with the lower number is the older one.
         * From 1; absent where the CRM gives none.
         */
        @Override
        @Nullable
        Long edition();

        /** The same state under another number, or under none. */
        OpportunityState numbered(@Nullable Long newEdition);
    }

    /** A deal stands as won. Published again whenever a won deal is changed. */
    record OpportunityWon(Opportunity opportunity, @Nullable Long edition) implements OpportunityState {
        public OpportunityWon {
            Require.present(opportunity, "opportunity");
            requirePositive(edition);
        }

        public OpportunityWon(Opportunity opportunity) {
            this(opportunity, null);
        }

        @Override
        public OpportunityWon numbered(@Nullable Long newEdition) {
            return new OpportunityWon(opportunity, newEdition);
        }
    }

    /**
     * A deal stands as won, but what the CRM holds cannot be an order.
     *
     * @param reason in business words, for whoever corrects the deal; at most 2000 characters, longer text is cut
     */
    record OpportunityRefused(
            ObjectReference opportunity,
            String reason,
            @Nullable Long edition) implements OpportunityState {
        public OpportunityRefused {
            Require.present(opportunity, "opportunity");
            reason = Require.sentence(reason, 2000, "reason");
            requirePositive(edition);
        }

        public OpportunityRefused(ObjectReference opportunity, String reason) {
            this(opportunity, reason, null);
        }

        @Override
        public OpportunityRefused numbered(@Nullable Long newEdition) {
            return new OpportunityRefused(opportunity, reason, newEdition);
        }
    }

    /** A deal does not stand as won (any more). Means nothing to a deal that never was. */
    record OpportunityReopened(
            ObjectReference opportunity,
            String stage,
            @Nullable Long edition) implements OpportunityState {
        public OpportunityReopened {
            Require.present(opportunity, "opportunity");
            Require.text(stage, 255, "stage");
            requirePositive(edition);
        }

        public OpportunityReopened(ObjectReference opportunity, String stage) {
            this(opportunity, stage, null);
        }

        @Override
        public OpportunityReopened numbered(@Nullable Long newEdition) {
            return new OpportunityReopened(opportunity, stage, newEdition);
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

    private static void requirePositive(@Nullable Long edition) {
        Require.that(edition == null || edition > 0, "the edition is not positive");
    }
}
