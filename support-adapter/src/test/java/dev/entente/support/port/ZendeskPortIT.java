package dev.entente.support.port;

import dev.entente.adapter.http.VendorFailure;
import dev.entente.contracts.failure.Failure;
import dev.entente.contracts.model.Ticket;
import dev.entente.service.testing.Foundation;
import dev.entente.service.testing.port.Property;
import dev.entente.service.testing.port.Shows;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** The port's contract against the simulated Zendesk. */
@QuarkusTest
@QuarkusTestResource(value = Foundation.class, initArgs = @ResourceArg(name = "service", value = "support-adapter"))
class ZendeskPortIT extends SupportPortContract {

    private final ZendeskCounterpart zendesk = new ZendeskCounterpart();

    @Override
    SupportCounterpart counterpart() {
        return zendesk;
    }

    /** People who write from a domain are known as the organization's. */
    @Test
    @Shows(Property.STALE_WRITES)
    void domainsThatAgentsAddStay() {
        record(entitlement("gold", "Kaennchen.example"));
        assertThat(zendesk.domains(name())).containsExactly("kaennchen.example");
        zendesk.setDomains(name(), List.of("kaennchen.example", "teapots.example"));

        record(entitlement("silver", "Kaennchen.example"));
        assertThat(zendesk.domains(name())).containsExactly("kaennchen.example", "teapots.example");

        record(entitlement("silver", "pots.example"));
        assertThat(zendesk.domains(name())).containsExactly("kaennchen.example", "teapots.example", "pots.example");
    }

    /** Zendesk drops what it does not know without a word. */
    @Test
    @Shows(Property.PERMISSION_REFUSALS)
    void anAccountWithoutOurFieldsIsNoticed() {
        zendesk.answerOrganizationsWithoutFields();

        var thrown = catchThrowable(() -> record(entitlement("gold", null)));

        assertThat(thrown)
                .isInstanceOfSatisfying(
                        VendorFailure.class,
                        refused -> assertThat(refused.failure()).isInstanceOf(Failure.Denied.class));
    }

    /** Accounts can have statuses of their own. */
    @Test
    @Shows(Property.PAGING)
    void aTicketThatNobodyUnderstandsHoldsUpNoOther() {
        var begun = begin(connectedBy(0));
        var spoilt = opened("-spoilt");
        var good = opened("-good");
        zendesk.setStatus(spoilt.reference().id(), "resting");

        assertThat(read(connectedBy(0), begun).tickets())
                .extracting(Ticket::reference)
                .contains(good.reference())
                .doesNotContain(spoilt.reference());
    }
}
