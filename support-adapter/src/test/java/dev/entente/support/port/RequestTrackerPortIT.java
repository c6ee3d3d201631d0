package dev.entente.support.port;

import dev.entente.adapter.http.VendorFailure;
import dev.entente.contracts.failure.Failure;
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
import static org.assertj.core.api.Assertions.catchThrowable;

/** The port's contract against a real Request Tracker. */
@QuarkusTest
@QuarkusTestResource(value = Foundation.class, initArgs = @ResourceArg(name = "service", value = "support-adapter"))
class RequestTrackerPortIT extends SupportPortContract {

    @BeforeAll
    static void onlyWhereThereIsOne() {
        Assumptions.assumeTrue(
                Systems.isPrepared("request-tracker"), "no Request Tracker here: ./entente test --real installs one");
    }

    private final RequestTrackerCounterpart desk = new RequestTrackerCounterpart();

    @Override
    SupportCounterpart counterpart() {
        return desk;
    }

    /** Nothing there is unique by our keys: a second one must not live on unseen. */
    @Test
    @Shows(Property.UPSERT_RACES)
    void aSecondAssetOrTicketOfOneKeyIsForAPersonToLookAt() {
        record(entitlement("gold", null));
        desk.makeAnotherAsset("entente-emea-" + round());
        assertIsForAPerson(catchThrowable(() -> record(entitlement("silver", null))));

        var ticket = opened("-twice");
        desk.openAnotherTicket(ticket.reference().id(), round() + "-twice");
        assertIsForAPerson(catchThrowable(() -> opened("-twice")));
    }

    private static void assertIsForAPerson(Throwable thrown) {
        assertThat(thrown)
                .isInstanceOfSatisfying(
                        VendorFailure.class,
                        refusal -> assertThat(refusal.failure())
                                .isInstanceOfSatisfying(
                                        Failure.Invalid.class,
                                        invalid -> assertThat(invalid.reason()).contains("somebody must look")));
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
