package dev.entente.erp;

import dev.entente.adapter.http.VendorConnectors;
import dev.entente.adapter.polling.FeedPage;
import dev.entente.adapter.polling.Feeds;
import dev.entente.service.testing.Foundation;
import dev.entente.service.testing.port.OnContext;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import static org.assertj.core.api.Assertions.assertThat;

/** Where a feed goes on from. */
@QuarkusTest
@QuarkusTestResource(value = Foundation.class, initArgs = @ResourceArg(name = "service", value = "erp-adapter"))
class FeedsIT {

    private final String kind = "trial-" + UUID.randomUUID();

    @Inject
    Feeds feeds;

    @Inject
    VendorConnectors<ErpConnector> connectors;

    @Test
    void whatCouldNotBeToldIsReadAgain() {
        Map<ErpConnector, List<Optional<String>>> asked = new ConcurrentHashMap<>();

        poll(asked, Uni.createFrom().failure(new IllegalStateException("nobody listens")));
        poll(asked, Uni.createFrom().voidItem());
        poll(asked, Uni.createFrom().voidItem());

        assertThat(asked.values())
                .isNotEmpty()
                .allSatisfy(positions -> assertThat(positions)
                        .containsExactly(Optional.empty(), Optional.empty(), Optional.of("later")));
    }

    /** A feed that tells one thing each time. */
    private void poll(Map<ErpConnector, List<Optional<String>>> asked, Uni<Void> told) {
        OnContext.await(() -> feeds.<ErpConnector, String>pollAll(
                kind,
                connectors,
                connector -> (position, overlap) -> {
                    asked.computeIfAbsent(connector, first -> new ArrayList<>()).add(Optional.ofNullable(position));
                    return Uni.createFrom().item(new FeedPage<>(List.of("news"), "later", false));
                },
                (connection, item) -> told));
    }
}
