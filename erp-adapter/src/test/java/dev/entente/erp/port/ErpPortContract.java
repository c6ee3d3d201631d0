package dev.entente.erp.port;

import dev.entente.adapter.connection.Connection;
import dev.entente.adapter.connection.Connections;
import dev.entente.adapter.http.DryRun;
import dev.entente.adapter.http.VendorClients;
import dev.entente.adapter.http.VendorConnectors;
import dev.entente.adapter.http.VendorFailure;
import dev.entente.adapter.http.WriteWithheld;
import dev.entente.contracts.failure.Failure;
import dev.entente.contracts.message.ErpCommand.CheckCredit;
import dev.entente.contracts.message.ErpCommand.LineToPrice;
import dev.entente.contracts.message.ErpCommand.PriceOrder;
import dev.entente.contracts.message.ErpEvent.OrderPriced;
import dev.entente.contracts.message.Identifiers;
import dev.entente.contracts.model.BillingProfile;
import dev.entente.contracts.model.Contact;
import dev.entente.contracts.model.Customer;
import dev.entente.contracts.model.Installment;
import dev.entente.contracts.model.Money;
import dev.entente.contracts.model.ObjectReference;
import dev.entente.contracts.model.Order;
import dev.entente.contracts.model.OrderKey;
import dev.entente.contracts.model.OrderLine;
import dev.entente.contracts.model.OrderState;
import dev.entente.contracts.model.OrderStatus;
import dev.entente.contracts.model.PostalAddress;
import dev.entente.contracts.model.Price;
import dev.entente.contracts.model.Product;
import dev.entente.contracts.model.Quantity;
import dev.entente.erp.ErpConnector;
import dev.entente.erp.ErpConnectorFactory;
import dev.entente.erp.port.ErpCounterpart.Agreed;
import dev.entente.erp.port.ErpCounterpart.CustomerInBooks;
import dev.entente.erp.port.ErpCounterpart.Operation;
import dev.entente.sandbox.demo.Books.BookedOrder;
import dev.entente.service.testing.port.OnContext;
import dev.entente.service.testing.port.PortReport;
import dev.entente.service.testing.port.Property;
import dev.entente.service.testing.port.Shows;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.TimeZone;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** What every ERP's connector does, asked of the connector and seen in the ERP's own books. */
abstract class ErpPortContract {

    private static final String PRODUCT = "TEAPOT";
    private static final LocalDate DAY = LocalDate.parse("2026-12-31");

    @RegisterExtension
    static final PortReport REPORT = new PortReport();

    @Inject
    VendorConnectors<ErpConnector> connectors;

    @Inject
    Connections connections;

    @Inject
    Instance<ErpConnectorFactory> factories;

    @Inject
    VendorClients clients;

    @Inject
    Vertx vertx;

    @Inject
    MeterRegistry metrics;

    private final String round = UUID.randomUUID().toString().substring(0, 8);
    private ErpCounterpart erp;
    ErpConnector connector;

    abstract ErpCounterpart counterpart();

    @BeforeEach
    void connect() {
        erp = counterpart();
        erp.books().sell(PRODUCT, "49.90");
        connector = connectors.find(erp.connection()).orElseThrow();
    }

    @AfterEach
    void leaveUndisturbed() {
        erp.letThrough();
    }

    private Customer customer(String name) {
        return customer(round, name);
    }

    private static Customer customer(String company, String name) {
        return new Customer(
                new ObjectReference("emea", company),
                name,
                null,
                new BillingProfile(
                        new PostalAddress("Teeweg 1", "10115", "Köln", null, "DE"), Money.currency("EUR"), 30, null),
                List.of(new Contact(new ObjectReference("emea", "c" + company), "Ada", "ada@kaennchen.example")));
    }

    private Customer movedTo(String city) {
        return new Customer(
                new ObjectReference("emea", round),
                "Kännchen " + round,
                null,
                new BillingProfile(
                        new PostalAddress("Teeweg 2", "20095", city, null, "DE"), Money.currency("EUR"), 30, null),
                List.of());
    }

    final String ensured() {
        return OnContext.await(() -> connector.ensureCustomer(customer("Kännchen " + round)));
    }

    final Order order(String suffix, String customerId, String price) {
        var product = new Product(PRODUCT, null, Period.ZERO);
        return new Order(
                new OrderKey(round + suffix),
                customerId,
                DAY,
                Money.currency("EUR"),
                List.of(new OrderLine(
                        product,
                        "Kanne, blau ☕ " + suffix,
                        Quantity.of("3"),
                        new Price(Money.of(price, "EUR"), "standard"))));
    }

    final OrderState create(Order order) {
        return OnContext.await(() -> connector.createOrder(order, correlation(order)));
    }

    /** As the service does: while an earlier attempt may still have its effect, later. */
    private OrderState createAgain(Order order) throws InterruptedException {
        while (true) {
            try {
                return create(order);
            } catch (VendorFailure failure) {
                if (!(failure.failure() instanceof Failure.Throttled inDoubt) || inDoubt.retryAfter() == null) {
                    throw failure;
                }
                Thread.sleep(inDoubt.retryAfter());
            }
        }
    }

    private static String correlation(Order order) {
        return Identifiers.derive("port", order.key().value());
    }

    final List<BookedOrder> booked(Order order) {
        return erp.books().orders().stream()
                .filter(one -> one.key().equals(order.key().value()))
                .toList();
    }

    private ErpConnector connect(Connection connection, VendorClients by) {
        return factories.stream()
                .filter(factory -> factory.vendor().equals(connection.vendor()))
                .findFirst()
                .orElseThrow()
                .connect(connection, by);
    }

    /** Gives up soon; what it may have left under way keeps others from its record no longer than that. */
    private ErpConnector impatient() {
        return connect(connections.find(erp.connection()).orElseThrow().withTimeout(Duration.ofSeconds(4)), clients);
    }

    private static Failure refused(Supplier<io.smallrye.mutiny.Uni<?>> work) {
        var thrown = catchThrowable(() -> OnContext.await(() -> work.get().replaceWithVoid()));
        assertThat(thrown).isInstanceOf(VendorFailure.class);
        return ((VendorFailure) thrown).failure();
    }

    @Test
    @Shows(Property.UPSERT_RACES)
    void fourWhoEnsureOneCustomerAtOnceGetOneCustomer() {
        var ids = OnContext.atOnce(4, () -> connector.ensureCustomer(customer("Rush GmbH")));

        assertThat(new HashSet<>(ids)).hasSize(1);
        assertThat(erp.customers(round)).extracting(CustomerInBooks::id).containsExactly(ids.getFirst());
    }

    @Test
    @Shows(Property.UPSERT_RACES)
    void fourWhoCreateOneOrderAtOnceGetOneOrder() {
        var order = order("-race", ensured(), "49.90");

        // Who is told that somebody else is at it comes again.
        var states = OnContext.atOnce(
                4,
                () -> Uni.createFrom()
                        .deferred(() -> connector.createOrder(order, correlation(order)))
                        .onFailure(refused -> refused instanceof VendorFailure refusal
                                && refusal.failure() instanceof Failure.Throttled)
                        .retry()
                        .atMost(5));

        assertThat(states.stream().map(OrderState::number).distinct()).hasSize(1);
        assertThat(booked(order)).singleElement().satisfies(one -> {
            assertThat(one.lines()).isOne();
            assertThat(one.correlationId()).isEqualTo(correlation(order));
        });
    }

    @Test
    @Shows(Property.LOST_ANSWERS)
    void aCustomerWhoseAnswerWasLostIsFoundAgain() {
        erp.loseTheAnswerTo(Operation.MAKE_CUSTOMER);
        var thrown = catchThrowable(this::ensured);
        assertThat(thrown)
                .isInstanceOfSatisfying(
                        VendorFailure.class,
                        lost -> assertThat(lost.outcomeUnknown()).isTrue());

        var id = ensured();

        assertThat(erp.customers(round)).extracting(CustomerInBooks::id).containsExactly(id);
    }

    @Test
    @Shows(Property.LOST_ANSWERS)
    void anOrderWhoseAnswerWasLostIsOneOrderHoweverOftenItIsAskedFor() throws Exception {
        var order = order("-lost", ensured(), "49.90");
        var begin = OnContext.await(() -> connector.changedOrders(null, Duration.ZERO));
        erp.loseTheAnswerTo(Operation.MAKE_ORDER);
        var thrown = catchThrowable(() -> OnContext.await(() -> impatient().createOrder(order, correlation(order))));
        assertThat(thrown)
                .isInstanceOfSatisfying(
                        VendorFailure.class,
                        lost -> assertThat(lost.outcomeUnknown()).isTrue());

        var found = OnContext.await(() -> connector.findOrder(order));
        assertThat(feedFrom(begin.position()).states())
                .as("the feed tells of an order when the probe finds it, and of none that is half made")
                .filteredOn(state -> state.key().equals(order.key()))
                .hasSize(found.isPresent() ? 1 : 0);
        var state = createAgain(order);
        var again = create(order);

        assertThat(again).isEqualTo(state);
        assertThat(booked(order))
                .singleElement()
                .satisfies(one -> assertThat(one.lines()).isOne());
        assertThat(OnContext.await(() -> connector.findOrder(order))).contains(state);
        var other = order("-lost", order.customerId(), "48.90");
        assertThat(OnContext.await(() -> connector.findOrder(other)))
                .as("found with other lines than were ordered")
                .isEmpty();
    }

    @Test
    @Shows(Property.STALE_WRITES)
    void whatOthersChangeAboutACustomerMeanwhileStays() throws Exception {
        var id = ensured();
        erp.hold(Operation.CHANGE_CUSTOMER, 2000);
        var renaming = OnContext.begin(() -> connector.ensureCustomer(customer("Kännchen AG")));
        Thread.sleep(1000);

        erp.notePhone(id, "+49 30 901820");

        assertThat(OnContext.result(renaming)).isEqualTo(id);
        assertThat(erp.customers(round)).singleElement().satisfies(customer -> {
            assertThat(customer.name()).isEqualTo("Kännchen AG");
            assertThat(customer.phone()).endsWith("901820");
        });
    }

    @Test
    @Shows(Property.STALE_WRITES)
    void whatFinanceAgreesOnAndNotesStays() {
        var id = ensured();
        assertThat(erp.agreed(id)).isEqualTo(new Agreed(30, List.of("Köln")));
        erp.agreeOn60Days(id, "Riga");

        OnContext.await(() -> connector.ensureCustomer(customer("Kännchen KG " + round)));

        assertThat(erp.agreed(id).days()).isEqualTo(60);
        assertThat(erp.agreed(id).cities()).containsExactlyInAnyOrder("Köln", "Riga");
        assertThat(erp.customers(round)).singleElement().satisfies(customer -> {
            assertThat(customer.name()).startsWith("Kännchen KG");
            assertThat(customer.city()).isEqualTo("Köln");
        });
    }

    @Test
    @Shows(Property.STALE_WRITES)
    void whoMovesIsFoundWhereItIsNow() {
        var id = ensured();
        erp.agreeOn60Days(id, "Riga");
        var moved = movedTo("Hamburg");

        OnContext.await(() -> connector.ensureCustomer(moved));
        OnContext.await(() -> connector.ensureCustomer(moved));

        assertThat(erp.customers(round))
                .singleElement()
                .satisfies(customer -> assertThat(customer.city()).isEqualTo("Hamburg"));
        assertThat(erp.agreed(id).cities()).contains("Riga").containsOnlyOnce("Hamburg");
    }

    @Test
    @Shows(Property.UPSERT_RACES)
    void twoWhoMoveOneCustomerAtOnceNoteOneAddress() {
        var id = ensured();
        erp.hold(Operation.CHANGE_CUSTOMER, 1500);

        OnContext.atOnce(2, () -> connector.ensureCustomer(movedTo("Hamburg")));

        assertThat(erp.agreed(id).cities()).containsOnlyOnce("Hamburg");
    }

    @Test
    @Shows(Property.ILLEGAL_TRANSITIONS)
    void anOrderThatWasShippedAndInvoicedIsNotTakenBack() {
        var order = order("-shipped", ensured(), "49.90");
        create(order);
        erp.books().fulfil(order.key().value());

        var failure = refused(() -> connector.cancelOrder(order.key(), "too late"));

        assertThat(failure)
                .isEqualTo(
                        new Failure.Invalid("the order is already being fulfilled; it must be cancelled in the ERP"));
        assertThat(booked(order))
                .singleElement()
                .satisfies(one -> assertThat(one.closed()).isFalse());
    }

    @Test
    @Shows(Property.ILLEGAL_TRANSITIONS)
    void anOrderIsTakenBackOnceAndNeverMadeOneIsNoMatter() {
        var order = order("-back", ensured(), "49.90");
        create(order);

        OnContext.await(() -> connector.cancelOrder(order.key(), "second thoughts"));
        OnContext.await(() -> connector.cancelOrder(order.key(), "second thoughts"));
        OnContext.await(() -> connector.cancelOrder(new OrderKey(round + "-never"), "never made"));

        assertThat(booked(order))
                .singleElement()
                .satisfies(one -> assertThat(one.closed()).isTrue());
        assertThat(OnContext.await(() -> connector.findOrder(order))
                        .orElseThrow()
                        .status())
                .isIn(OrderStatus.CLOSED, OrderStatus.CANCELLED);
    }

    @Test
    @Shows(Property.BUSINESS_REFUSALS)
    void whatTheErpDoesNotSellOrTakeIsRefusedInWords() {
        var id = ensured();
        assertThat(refused(() -> connector.price(priced(id, "DOUBLOON", "standard", "EUR"))))
                .isEqualTo(new Failure.Invalid("the ERP does not sell the product 'DOUBLOON'"));
        assertThat(refused(() -> connector.price(priced(id, PRODUCT, "friends", "EUR"))))
                .isEqualTo(new Failure.Invalid("the ERP has no price level 'friends'"));
        assertThat(refused(() -> connector.price(priced(id, PRODUCT, "standard", "ISK"))))
                .isInstanceOfSatisfying(
                        Failure.Invalid.class,
                        invalid -> assertThat(invalid.reason()).contains("ISK"));
        assertThat(refused(() -> connector.creditStanding(new CheckCredit("nobody-we-know", Money.of("1.00", "EUR")))))
                .isInstanceOf(Failure.Invalid.class);
        assertThat(refused(() -> connector.invoiceSchedule(new OrderKey(round + "-unknown"))))
                .isInstanceOf(Failure.Invalid.class);
    }

    @Test
    @Shows(Property.BUSINESS_REFUSALS)
    void creditIsToldInNumbers() {
        erp.books().limitCredit(round, "Kännchen", 500);
        var id = ensured();
        create(order("-credit", id, "49.90"));

        var standing = OnContext.await(() -> connector.creditStanding(new CheckCredit(id, Money.of("400.00", "EUR"))));

        assertThat(standing.limit()).isEqualTo(Money.of("500", "EUR"));
        assertThat(standing.owed().amount()).isBetween(new BigDecimal("149.70"), new BigDecimal("178.14"));
        assertThat(standing.overdueDays()).isZero();
        assertThat(standing.orderTotal()).isEqualTo(Money.of("400", "EUR"));
    }

    private static PriceOrder priced(String customerId, String product, String level, String currency) {
        return new PriceOrder(
                customerId, Money.currency(currency), List.of(new LineToPrice(product, Quantity.of("3"), level)));
    }

    @Test
    @Shows(Property.DRY_RUNS)
    void aDryRunShowsTheNewNameBesideTheOldWhichStays() {
        ensured();
        var renamed = customer("Kännchen & Söhne " + round);

        for (int time = 1; time <= 2; time++) {
            var run = new DryRun();
            rehearse(run, dry -> dry.ensureCustomer(renamed));

            assertThat(run.writes())
                    .as("the same each time: nothing is written")
                    .isNotEmpty();
            assertThat(run.writes().getFirst().changes()).anySatisfy(change -> {
                assertThat(change.live()).hasToString("\"Kännchen " + round + "\"");
                assertThat(change.written()).hasToString("\"Kännchen & Söhne " + round + "\"");
            });
            assertThat(run.callsForReal()).isGreaterThanOrEqualTo(run.writes().size());
        }
    }

    /** Somebody's outcome is in doubt, which is nothing to a run that writes nothing. */
    @Test
    @Shows(Property.DRY_RUNS)
    void aDryRunWaitsForNobody() {
        ensured();
        erp.loseTheAnswerTo(Operation.CHANGE_CUSTOMER);
        var thrown = catchThrowable(() -> OnContext.await(() -> impatient().ensureCustomer(movedTo("Hamburg"))));
        assertThat(thrown)
                .isInstanceOfSatisfying(
                        VendorFailure.class,
                        lost -> assertThat(lost.outcomeUnknown()).isTrue());
        var run = new DryRun();

        rehearse(run, dry -> dry.ensureCustomer(movedTo("Riga")));

        assertThat(run.writes()).isNotEmpty();
    }

    @Test
    @Shows(Property.DRY_RUNS)
    void aDryRunMakesNoOrder() {
        var order = order("dry", ensured(), "49.90");
        var run = new DryRun();

        rehearse(run, dry -> dry.createOrder(order, correlation(order)));

        assertThat(run.writes()).isNotEmpty();
        assertThat(booked(order)).isEmpty();
    }

    /** It may end before its end: what follows a write that was not made depends on its answer. */
    private void rehearse(DryRun run, Function<ErpConnector, Uni<?>> work) {
        var dry = connectors.of(run).find(erp.connection()).orElseThrow();
        var thrown = catchThrowable(() -> OnContext.await(() -> work.apply(dry).replaceWithVoid()));
        if (thrown != null) {
            assertThat(thrown).isInstanceOfAny(WriteWithheld.class, VendorFailure.class);
        }
    }

    @Test
    @Shows(Property.PERMISSION_REFUSALS)
    void whoLacksARightIsDenied() {
        var id = ensured();
        var connection = erp.withoutRights(connections.find(erp.connection()).orElseThrow());
        var restricted = connect(connection, clients);
        erp.refuseRights();

        assertThat(refused(() -> restricted.creditStanding(new CheckCredit(id, Money.of("1.00", "EUR")))))
                .isInstanceOf(Failure.Denied.class);
    }

    @Test
    @Shows(Property.THROTTLING)
    void notNowIsThrottledAndPasses() {
        var id = ensured();
        erp.throttle(Operation.READ_CUSTOMER);
        var question = new CheckCredit(id, Money.of("1.00", "EUR"));

        assertThat(refused(() -> connector.creditStanding(question))).isInstanceOf(Failure.Throttled.class);
        erp.letThrough();
        assertThat(OnContext.await(() -> connector.creditStanding(question)).orderTotal())
                .isEqualTo(question.orderTotal());
    }

    @Test
    @Shows(Property.PAGING)
    void everyChangedOrderIsInTheFeedHoweverManyPagesItTakes() {
        var begin = OnContext.await(() -> connector.changedOrders(null, Duration.ZERO));
        assertThat(begin.items()).isEmpty();
        var id = ensured();
        var orders = new ArrayList<Order>();
        for (int number = 0; number < 7; number++) {
            orders.add(order("-page-" + number, id, "49.90"));
            create(orders.getLast());
        }

        var read = feedFrom(begin.position());

        assertThat(read.pages()).isGreaterThanOrEqualTo(3);
        assertThat(read.states().stream().map(OrderState::key))
                .containsAll(orders.stream().map(Order::key).toList());
        assertThat(Instant.parse(feedFrom(read.position()).position()))
                .as("by a clock that is known to the second")
                .isAfter(Instant.parse(read.position()).minusSeconds(1));
    }

    @Test
    @Shows(Property.PAGING)
    void shipmentAndInvoiceOfAnOrderAreInTheFeed() {
        var order = order("-feed", ensured(), "49.90");
        create(order);
        var before = OnContext.await(() -> connector.changedOrders(null, Duration.ZERO));

        erp.books().fulfil(order.key().value());

        assertThat(feedFrom(before.position()).states())
                .filteredOn(state -> state.key().equals(order.key()))
                .last()
                .satisfies(state -> {
                    assertThat(state.status()).isEqualTo(OrderStatus.BILLED);
                    assertThat(state.shipped()).isOne();
                    assertThat(state.invoiced()).isEqualTo(Money.of("178.14", "EUR"));
                    assertThat(state.open()).isEqualTo(Money.of("178.14", "EUR"));
                });
    }

    @ParameterizedTest
    @ValueSource(ints = {10, -10})
    @Shows(Property.CLOCKS)
    void whoeverReadsTheFeedByAWrongClockMissesNothing(int minutes) {
        var goesOn = read(connectedBy(minutes), begin(connector)).position();
        var begins = begin(connectedBy(minutes));
        var order = order("-clock" + minutes, ensured(), "49.90");

        create(order);

        for (var position : List.of(goesOn, begins)) {
            assertThat(read(connectedBy(minutes), position).states())
                    .extracting(OrderState::key)
                    .contains(order.key());
        }
    }

    private ErpConnector connectedBy(int minutesOff) {
        var off = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(minutesOff));
        return connect(connections.find(erp.connection()).orElseThrow(), new VendorClients(vertx, off, metrics));
    }

    private static String begin(ErpConnector by) {
        return OnContext.await(() -> by.changedOrders(null, Duration.ZERO)).position();
    }

    private record Read(List<OrderState> states, int pages, String position) {}

    private Read feedFrom(String position) {
        return read(connector, position);
    }

    private static Read read(ErpConnector connector, String position) {
        var states = new ArrayList<OrderState>();
        var at = position;
        for (int pages = 1; ; pages++) {
            var from = at;
            var page = OnContext.await(() -> connector.changedOrders(from, Duration.ofSeconds(2)));
            states.addAll(page.items());
            at = page.position();
            if (!page.more()) {
                return new Read(states, pages, at);
            }
        }
    }

    @Test
    @Shows(Property.UNICODE)
    void everyLetterArrives() {
        var name = "Żółć & Söhne „Größe“ 株式会社 ☕😀 " + round;
        var id = OnContext.await(() -> connector.ensureCustomer(customer(name)));
        var order = order("-letters", id, "49.90");

        create(order);

        assertThat(erp.customers(round)).singleElement().satisfies(customer -> {
            assertThat(customer.name()).isEqualTo(name);
            assertThat(customer.city()).isEqualTo("Köln");
        });
        assertThat(erp.descriptionOfFirstLine(order.key().value()))
                .isEqualTo(order.lines().getFirst().description());
    }

    @Test
    @Shows(Property.DECIMALS)
    void amountsAreExact() {
        var id = ensured();
        assertThat(OnContext.await(() -> connector.price(priced(id, PRODUCT, "standard", "EUR"))))
                .isEqualTo(new OrderPriced(List.of(Money.of("49.90", "EUR")), List.of("19")));
        var order = order("-cents", id, "0.3333");
        create(order);

        var schedule = OnContext.await(() -> connector.invoiceSchedule(order.key()));

        assertThat(schedule.net()).isEqualTo(Money.of("1.00", "EUR"));
        assertThat(schedule.tax()).isEqualTo(Money.of("0.19", "EUR"));
        assertThat(schedule.gross()).isEqualTo(Money.of("1.19", "EUR"));
    }

    @Test
    @Shows(Property.TIME_ZONES)
    void aDayStaysTheDayItWasWhereverTheServiceRuns() {
        var zone = TimeZone.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Kiritimati"));
            var begin = OnContext.await(() -> connector.changedOrders(null, Duration.ZERO));
            var order = order("-day", ensured(), "49.90");
            create(order);

            var schedule = OnContext.await(() -> connector.invoiceSchedule(order.key()));

            assertThat(schedule.installments())
                    .containsExactly(new Installment(DAY.plusDays(30), Money.of("178.14", "EUR")));
            assertThat(feedFrom(begin.position()).states())
                    .anySatisfy(state -> assertThat(state.key()).isEqualTo(order.key()));
        } finally {
            TimeZone.setDefault(zone);
        }
    }
}
