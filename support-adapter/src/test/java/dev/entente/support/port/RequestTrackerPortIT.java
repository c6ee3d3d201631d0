package dev.entente.support.port;

import dev.entente.sandbox.launch.Systems;
import dev.entente.service.testing.Foundation;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;

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
}
