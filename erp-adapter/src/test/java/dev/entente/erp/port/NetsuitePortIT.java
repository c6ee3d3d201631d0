package dev.entente.erp.port;

import dev.entente.service.testing.Foundation;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;

/** The port's contract against the simulated NetSuite. */
@QuarkusTest
@QuarkusTestResource(value = Foundation.class, initArgs = @ResourceArg(name = "service", value = "erp-adapter"))
class NetsuitePortIT extends ErpPortContract {

    @Override
    ErpCounterpart counterpart() {
        return new NetsuiteCounterpart();
    }
}
