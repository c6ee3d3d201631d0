package dev.entente.crm.port;

import dev.entente.adapter.connection.Connections;
import dev.entente.adapter.http.DryRun;
import dev.entente.adapter.http.VendorClients;
import dev.entente.adapter.http.VendorConnectors;
import dev.entente.adapter.http.VendorFailure;
import dev.entente.adapter.webhook.InboundEvent;
import dev.entente.contracts.failure.Failure;
import dev.entente.contracts.message.CrmCommand.RecordOrder;
import dev.entente.contracts.message.CrmEvent.OpportunityRefused;
import dev.entente.contracts.message.CrmEvent.OpportunityReopened;
import dev.entente.contracts.message.CrmEvent.OpportunityState;
import dev.entente.contracts.message.CrmEvent.OpportunityWon;
import dev.entente.contracts.model.Money;
import dev.entente.contracts.model.ObjectReference;
import dev.entente.contracts.model.Opportunity;
import dev.entente.contracts.model.OpportunityLine;
import dev.entente.contracts.model.OrderStatus;
import dev.entente.contracts.model.Quantity;
import dev.entente.crm.CrmConnector;
import dev.entente.crm.CrmConnectorFactory;
import dev.entente.crm.port.CrmCounterpart.Line;
import dev.entente.crm.port.CrmCounterpart.Operation;
import dev.entente.service.testing.port.OnContext;
import dev.entente.service.testing.port.PortReport;
import dev.entente.service.testing.port.Property;
import dev.entente.service.testing.port.Shows;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TimeZone;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** What every CRM's connector does, asked of the connector and seen as its salespeople see it. */
abstract class CrmPortContract {

    private static final List<Line> ONE_POT = List.of(new Line("SKU-TEAPOT", "3", "49.90"));

    @RegisterExtension
    static final PortReport REPORT = new PortReport();

    @Inject
    VendorConnectors<CrmConnector> connectors;

    @Inject
    Connections connections;

    @Inject
    Instance<CrmConnectorFactory> factories;

    @Inject
    Vertx vertx;

    @Inject
    MeterRegistry metrics;

    private final String round = UUID.randomUUID().toString().substring(0, 8);
    private CrmCounterpart crm;
    private CrmConnector connector;

    abstract CrmCounterpart counterpart();

    @BeforeEach
    void connect() {
        crm = counterpart();
        connector = connectors.find(crm.connection()).orElseThrow();
    }

    @AfterEach
    void leaveUndisturbed() {
        crm.letThrough();
    }

    private RecordOrder order(String deal) {
        return new RecordOrder(
                new ObjectReference(crm.connection(), deal), "SO-" + round, OrderStatus.PENDING_FULFILMENT);
    }

    private void record(RecordOrder order) {
        OnContext.await(() -> connector.recordOrder(order, "corr-" + round));
    }

    private Opportunity won(String deal) {
        var event = OnContext.await(() -> connector.readOpportunity(deal));
        assertThat(event).isInstanceOf(OpportunityWon.class);
        return ((OpportunityWon) event).opportunity();
    }

    private static Failure refused(Supplier<Uni<?>> work) {
        var thrown = catchThrowable(() -> OnContext.await(() -> work.get().replaceWithVoid()));
        assertThat(thrown).isInstanceOf(VendorFailure.class);
        return ((VendorFailure) thrown).failure();
    }

    @Test
    @Shows(Property.UPSERT_RACES)
    void fourWhoRecordOneOrderAtOnceShowItOnce() {
        var deal = crm.wonDeal("Rush " + round, ONE_POT);

        OnContext.atOnce(4, () -> connector.recordOrder(order(deal), "corr-" + round));

        assertThat(crm.orderNumber(deal)).isEqualTo("SO-" + round);
        assertThat(crm.timesTheOrderNumberChanged(deal)).isOne();
    }

    @Test
    @Shows(Property.LOST_ANSWERS)
    void anOrderWhoseRecordingWasNotAnsweredIsSeenToBeThere() {
        var deal = crm.wonDeal("Lost " + round, ONE_POT);
        crm.loseTheAnswerTo(Operation.CHANGE_DEAL);
        var thrown = catchThrowable(() -> record(order(deal)));
        assertThat(thrown)
                .isInstanceOfSatisfying(
                        VendorFailure.class,
                        lost -> assertThat(lost.outcomeUnknown()).isTrue());

        assertThat(OnContext.await(() -> connector.showsOrder(order(deal)))).isTrue();
        record(order(deal));
        var reference = order(deal).opportunity();
        for (var other : List.of(
                new RecordOrder(reference, "SO-" + round, OrderStatus.BILLED),
                new RecordOrder(reference, "SO-other", OrderStatus.PENDING_FULFILMENT))) {
            assertThat(OnContext.await(() -> connector.showsOrder(other)))
                    .as("%s", other)
                    .isFalse();
        }

        assertThat(crm.timesTheOrderNumberChanged(deal)).isOne();
    }

    @Test
    @Shows(Property.STALE_WRITES)
    void whatSalespeopleChangeMeanwhileStays() throws Exception {
        var deal = crm.wonDeal("Busy " + round, ONE_POT);
        crm.hold(Operation.CHANGE_DEAL, 1500);
        var recording = OnContext.begin(() -> connector.recordOrder(order(deal), "corr-" + round));
        Thread.sleep(700);

        crm.rename(deal, "Busier " + round);

        OnContext.result(recording);
        assertThat(crm.orderNumber(deal)).isEqualTo("SO-" + round);
        assertThat(won(deal).name()).isEqualTo("Busier " + round);
    }

    @Test
    @Shows(Property.ILLEGAL_TRANSITIONS)
    void aDealThatIsGoneOrTakenBackIsNotWon() {
        assertThat(OnContext.await(() -> connector.readOpportunity("99999999")))
                .isInstanceOf(OpportunityReopened.class);
        assertThat(refused(() -> connector.recordOrder(order("99999999"), "corr-" + round)))
                .isInstanceOf(Failure.Invalid.class);
        var deal = crm.wonDeal("Back " + round, ONE_POT);
        crm.takeBack(deal);

        assertThat(OnContext.await(() -> connector.readOpportunity(deal))).isInstanceOf(OpportunityReopened.class);
    }

    @Test
    @Shows(Property.ORDER_OF_NEWS)
    void eachChangeOfADealGivesItsNewsAHigherNumber() {
        var deal = crm.wonDeal("Counted " + round, ONE_POT);
        var first = edition(deal);
        assertThat(edition(deal)).isEqualTo(first);

        crm.rename(deal, "Counted twice " + round);
        var second = edition(deal);
        crm.takeBack(deal);
        var third = edition(deal);

        assertThat(first).isPositive().isLessThan(second);
        assertThat(second).isLessThan(third);
    }

    private long edition(String deal) {
        var state = (OpportunityState) OnContext.await(() -> connector.readOpportunity(deal));
        return Objects.requireNonNull(state.edition());
    }

    @Test
    @Shows(Property.BUSINESS_REFUSALS)
    void aDealThatCannotBeAnOrderIsRefusedInWords() {
        var deal = crm.wonDeal("Empty " + round, List.of());

        assertThat(OnContext.await(() -> connector.readOpportunity(deal)))
                .isInstanceOfSatisfying(
                        OpportunityRefused.class,
                        refused -> assertThat(refused.numbered(null))
                                .isEqualTo(new OpportunityRefused(
                                        new ObjectReference(crm.connection(), deal), "the deal has no line items")));
        assertThat(refused(() -> connector.readOpportunity("../companies/1"))).isInstanceOf(Failure.Invalid.class);
    }

    @Test
    @Shows(Property.DRY_RUNS)
    void aDryRunShowsTheOrderNumberBesideTheOneThatStays() {
        var deal = crm.wonDeal("Dry " + round, ONE_POT);
        record(order(deal));
        var run = new DryRun();
        var dry = connectors.of(run).find(crm.connection()).orElseThrow();
        var another = new RecordOrder(
                new ObjectReference(crm.connection(), deal), "SO-other", OrderStatus.PENDING_FULFILMENT);

        OnContext.await(() -> dry.recordOrder(another, "corr-" + round));

        assertThat(run.writes())
                .singleElement()
                .satisfies(write -> assertThat(write.changes()).singleElement().satisfies(change -> {
                    assertThat(change.live()).hasToString("\"SO-" + round + "\"");
                    assertThat(change.written()).hasToString("\"SO-other\"");
                }));
        assertThat(crm.orderNumber(deal)).isEqualTo("SO-" + round);
    }

    @Test
    @Shows(Property.PERMISSION_REFUSALS)
    void whoLacksARightIsDenied() {
        var deal = crm.wonDeal("Secret " + round, ONE_POT);
        crm.refuseRights();
        try {
            assertThat(refused(() -> connector.readOpportunity(deal))).isInstanceOf(Failure.Denied.class);
        } finally {
            crm.letThrough();
        }
    }

    @Test
    @Shows(Property.THROTTLING)
    void notNowIsThrottledAndPasses() {
        var deal = crm.wonDeal("Often " + round, ONE_POT);
        crm.throttle(Operation.READ_DEAL);

        assertThat(refused(() -> connector.readOpportunity(deal))).isInstanceOf(Failure.Throttled.class);
        crm.letThrough();
        assertThat(won(deal).reference().id()).isEqualTo(deal);
    }

    @Test
    @Shows(Property.PAGING)
    void everyLineIsReadHoweverManyPagesItTakes() {
        var lines = new ArrayList<Line>();
        for (int number = 0; number < 120; number++) {
            lines.add(new Line("SKU-" + number, "1", "1.00"));
        }

        var opportunity = won(crm.wonDeal("Long " + round, lines));

        assertThat(opportunity.lines().stream().map(OpportunityLine::productKey))
                .containsExactlyInAnyOrderElementsOf(
                        lines.stream().map(Line::sku).toList());
    }

    @Test
    @Shows(Property.PAGING)
    void dealsThatChangedAreFoundWithoutBeingToldHoweverManyPagesTheyTake() throws Exception {
        var feed = new Feed(connector);
        assertThat(feed.read()).isOne();
        assertThat(feed.changes).isEmpty();
        var begun = feed.position;
        var deals = new ArrayList<String>();
        for (int number = 0; number < 7; number++) {
            deals.add(crm.wonDeal("Untold " + number + " " + round, ONE_POT));
            Thread.sleep(300);
        }
        crm.takeBack(deals.getFirst());

        // The feed moves on meanwhile: what a CRM shows late is behind it, and found within the overlap.
        feed.readUntil(() -> feed.deals().containsAll(deals));

        var anew = new Feed(connector);
        anew.position = begun;
        assertThat(anew.read()).as("pages, all being found by now").isGreaterThanOrEqualTo(3);
        for (var change : feed.changes.values()) {
            assertThat(change.kind()).isEqualTo("opportunity");
            assertThat(connector.opportunityConcerned(change.payload())).contains(change.objectId());
        }
        var changesBefore = feed.changes.size();
        feed.read();
        assertThat(feed.changes).as("a change that is read again is the same").hasSize(changesBefore);

        crm.rename(deals.getLast(), "Renamed " + round);

        feed.readUntil(() -> feed.changes.size() > changesBefore);
    }

    /** Whoever tidies up makes no orders. */
    @Test
    @Shows(Property.ILLEGAL_TRANSITIONS)
    void aDealOfFormerYearsIsNotFoundWhenItChanges() throws Exception {
        var feed = new Feed(connector);
        feed.read();
        var old = crm.wonDeal("Old " + round, ONE_POT);
        crm.closedAt(old, "2019-05-01T10:00:00Z");
        var fresh = crm.wonDeal("Fresh " + round, ONE_POT);
        crm.rename(old, "Older " + round);
        Thread.sleep(2500);
        var afterwards = crm.wonDeal("Afterwards " + round, ONE_POT);

        feed.readUntil(() -> feed.deals().containsAll(List.of(fresh, afterwards)));

        assertThat(feed.deals()).doesNotContain(old);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, -10})
    @Shows(Property.CLOCKS)
    void whoeverReadsTheFeedByAWrongClockMissesNothing(int minutes) throws Exception {
        var begun = new Feed(connector);
        begun.read();
        var begins = new Feed(connectedBy(minutes));
        var goesOn = new Feed(connectedBy(minutes));
        goesOn.position = begun.position;
        for (var feed : List.of(begins, goesOn)) {
            feed.read();
        }

        var deal = crm.wonDeal("Untimely " + round, ONE_POT);

        for (var feed : List.of(begins, goesOn)) {
            feed.readUntil(() -> feed.deals().contains(deal));
        }
    }

    private CrmConnector connectedBy(int minutesOff) {
        var connection = connections.find(crm.connection()).orElseThrow();
        var off = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(minutesOff));
        return factories.stream()
                .filter(factory -> factory.vendor().equals(connection.vendor()))
                .findFirst()
                .orElseThrow()
                .connect(connection, new VendorClients(vertx, off, metrics));
    }

    /** Reads on from where it was, as the service does. */
    private static final class Feed {

        private final CrmConnector connector;
        private final Map<String, InboundEvent> changes = new LinkedHashMap<>();
        private @Nullable String position;

        Feed(CrmConnector connector) {
            this.connector = connector;
        }

        /** How many pages it took. */
        int read() {
            for (int pages = 1; ; pages++) {
                var from = position;
                var page = OnContext.await(() -> connector.changedOpportunities(from, Duration.ofSeconds(5)));
                page.items().forEach(change -> changes.put(change.identity(), change));
                position = page.position();
                if (!page.more()) {
                    return pages;
                }
            }
        }

        void readUntil(BooleanSupplier complete) throws InterruptedException {
            for (int tries = 0; !complete.getAsBoolean(); tries++) {
                assertThat(tries).as("tries to find what changed").isLessThan(50);
                Thread.sleep(200);
                read();
            }
        }

        List<String> deals() {
            return changes.values().stream().map(InboundEvent::objectId).toList();
        }
    }

    @Test
    @Shows(Property.UNICODE)
    void everyLetterArrives() {
        var name = "Żółć & Söhne „Größe“ 株式会社 ☕😀 " + round;

        var opportunity = won(crm.wonDeal(name, ONE_POT));

        assertThat(opportunity.name()).isEqualTo(name);
        assertThat(opportunity.customer().name()).isEqualTo(name);
    }

    @Test
    @Shows(Property.DECIMALS)
    void amountsAreExact() {
        var opportunity = won(crm.wonDeal("Cents " + round, List.of(new Line("SKU-TEA", "2.5", "0.3333"))));

        assertThat(opportunity.lines()).singleElement().satisfies(line -> {
            assertThat(line.quantity()).isEqualTo(Quantity.of("2.5"));
            assertThat(line.unitPrice()).isEqualTo(Money.of("0.3333", "EUR"));
        });
    }

    @Test
    @Shows(Property.TIME_ZONES)
    void aDayStaysTheDayItWasWhereverTheServiceRuns() {
        var zone = TimeZone.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Kiritimati"));
            var deal = crm.wonDeal("Sylvester " + round, ONE_POT);
            crm.closedAt(deal, "2026-12-31T23:30:00Z");

            assertThat(won(deal).closedOn()).isEqualTo(LocalDate.parse("2026-12-31"));
        } finally {
            TimeZone.setDefault(zone);
        }
    }
}
