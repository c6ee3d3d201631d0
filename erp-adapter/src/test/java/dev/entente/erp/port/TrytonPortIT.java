package dev.entente.erp.port;

import dev.entente.adapter.http.VendorFailure;
import dev.entente.contracts.failure.Failure;
import dev.entente.sandbox.launch.Systems;
import dev.entente.service.testing.Foundation;
import dev.entente.service.testing.port.OnContext;
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

/** The port's contract against a real Tryton. */
@QuarkusTest
@QuarkusTestResource(value = Foundation.class, initArgs = @ResourceArg(name = "service", value = "erp-adapter"))
class TrytonPortIT extends ErpPortContract {

    @BeforeAll
    static void onlyWhereThereIsOne() {
        Assumptions.assumeTrue(Systems.isPrepared("tryton"), "no Tryton here: ./entente test --real installs one");
    }

    private final TrytonCounterpart tryton = new TrytonCounterpart();

    @Override
    ErpCounterpart counterpart() {
        return tryton;
    }

    /** Nothing there is unique by our reference: a second one must not live on unseen. */
    @Test
    @Shows(Property.UPSERT_RACES)
    void aSecondDraftGoesAndASecondOrderIsForAPersonUntilBothAreTakenBack() {
        var order = order("-twice", ensured(), "49.90");
        var state = create(order);
        var key = order.key().value();
        tryton.makeAnotherSale(key, false);
        assertThat(create(order)).isEqualTo(state);
        assertThat(booked(order)).hasSize(1);

        tryton.makeAnotherSale(key, true);
        assertThat(catchThrowable(() -> create(order)))
                .isInstanceOfSatisfying(
                        VendorFailure.class,
                        refusal -> assertThat(refusal.failure())
                                .isInstanceOfSatisfying(
                                        Failure.Invalid.class,
                                        invalid -> assertThat(invalid.reason()).contains("somebody must look")));

        OnContext.await(() -> connector.cancelOrder(order.key(), "both of them"));
        assertThat(booked(order))
                .hasSize(2)
                .allSatisfy(one -> assertThat(one.closed()).isTrue());
    }
}
