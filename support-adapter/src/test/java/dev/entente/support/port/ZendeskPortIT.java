package dev.entente.support.port;

import dev.entente.service.testing.Foundation;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;

/** The port's contract against the simulated Zendesk. */
@QuarkusTest
@QuarkusTestResource(value = Foundation.class, initArgs = @ResourceArg(name = "service", value = "support-adapter"))
class ZendeskPortIT extends SupportPortContract {

    @Override
    SupportCounterpart counterpart() {
        return new ZendeskCounterpart();
    }
}
