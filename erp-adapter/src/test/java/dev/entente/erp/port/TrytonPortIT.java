package dev.entente.erp.port;

import dev.entente.sandbox.launch.Systems;
import dev.entente.service.testing.Foundation;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;

/** The port's contract against a real Tryton. */
@QuarkusTest
@QuarkusTestResource(value = Foundation.class, initArgs = @ResourceArg(name = "service", value = "erp-adapter"))
class TrytonPortIT extends ErpPortContract {

    @BeforeAll
    static void onlyWhereThereIsOne() {
        Assumptions.assumeTrue(Systems.isPrepared("tryton"), "no Tryton here: ./entente test --real installs one");
    }

    @Override
    ErpCounterpart counterpart() {
        return new TrytonCounterpart();
    }
}
