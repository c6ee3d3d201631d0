package dev.entente.orchestrator.engine;

import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class DestinationsTest {

    private final Destinations destinations =
            new Destinations(new Workflows(List.of(new QuoteToCashWithoutDatabase())), new Routes(SimulatedRoutes.ALL));

    @Test
    void aConnectionIsNeededByTheStepsThatItsSystemPerforms() {
        assertThat(destinations.statesThatNeed("books"))
                .contains("quote-to-cash/emea/CreatingOrder/new", "quote-to-cash/emea/CreatingOrder/asked");
        assertThat(destinations.statesThatNeed("helpdesk")).contains("quote-to-cash/emea/RecordingEntitlement/new");
        assertThat(destinations.statesThatNeed("elsewhere")).isEmpty();
    }

    /** Until somebody has decided, the ERP is not what they wait for: skipping what it holds up must not decide for a person. */
    @Test
    void whatWaitsForAPersonNeedsNoConnection() {
        assertThat(destinations.statesThatNeed("books"))
                .doesNotContain("quote-to-cash/emea/CreditHeld/new", "quote-to-cash/emea/PriceDisputed/new")
                .contains("quote-to-cash/emea/CreditHeld/asked");
    }
}
