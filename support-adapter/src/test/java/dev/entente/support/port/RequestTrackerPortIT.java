package dev.entente.support.port;

import dev.entente.contracts.model.Ticket;
import dev.entente.sandbox.launch.Systems;
import dev.entente.service.testing.Foundation;
import dev.entente.service.testing.port.Property;
import dev.entente.service.testing.port.Shows;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The port's contract against a real Request Tracker. */
@QuarkusTest
@QuarkusTestResource(value = Foundation.class, initArgs = @ResourceArg(name = "service", value = "support-adapter"))
class RequestTrackerPortIT extends SupportPortContract {

    @BeforeAll
    static void onlyWhereThereIsOne() {
        Assumptions.assumeTrue(
                Systems.isPrepared("request-tracker"), "no Request Tracker here: ./entente test --real installs one");
    }

    @Override
    SupportCounterpart counterpart() {
        return new RequestTrackerCounterpart();
    }

    /** What seems older than it is would not be read again, nor what was begun before it and is committed after it. */
    @Test
    @Shows(Property.CLOCKS)
    void aTicketIsAsYoungAsTheVendorsClockSays() {
        var begun = begin(connectedBy(10));
        var ticket = opened("-young");

        var position = read(connectedBy(10), begun).position();

        assertThat(read(connectedBy(10), position).tickets())
                .extracting(Ticket::reference)
                .contains(ticket.reference());
    }
}
