package dev.entente.erp;

import dev.entente.service.testing.DatabaseBounds;
import dev.entente.service.testing.Foundation;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;

/** Of an adapter's connections. */
@QuarkusTest
@QuarkusTestResource(value = Foundation.class, initArgs = @ResourceArg(name = "service", value = "erp-adapter"))
class DatabaseBoundsIT extends DatabaseBounds {}
