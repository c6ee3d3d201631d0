package dev.entente.support.port;

import dev.entente.adapter.connection.Connection;
import dev.entente.adapter.connection.Connections;
import dev.entente.adapter.http.DryRun;
import dev.entente.adapter.http.VendorClients;
import dev.entente.adapter.http.VendorConnectors;
import dev.entente.adapter.http.VendorFailure;
import dev.entente.adapter.http.WriteWithheld;
import dev.entente.contracts.failure.Failure;
import dev.entente.contracts.message.SupportCommand.CommentOnTicket;
import dev.entente.contracts.message.SupportCommand.MoveTicket;
import dev.entente.contracts.message.SupportCommand.OpenTicket;
import dev.entente.contracts.message.SupportCommand.RecordEntitlement;
import dev.entente.contracts.model.BillingProfile;
import dev.entente.contracts.model.Contact;
import dev.entente.contracts.model.Customer;
import dev.entente.contracts.model.Entitlement;
import dev.entente.contracts.model.Money;
import dev.entente.contracts.model.ObjectReference;
import dev.entente.contracts.model.OrderStatus;
import dev.entente.contracts.model.PostalAddress;
import dev.entente.contracts.model.Ticket;
import dev.entente.contracts.model.TicketKey;
import dev.entente.contracts.model.TicketStatus;
import dev.entente.sandbox.demo.SupportDesk.ShownEntitlement;
import dev.entente.service.testing.port.OnContext;
import dev.entente.service.testing.port.PortReport;
import dev.entente.service.testing.port.Property;
import dev.entente.service.testing.port.Shows;
import dev.entente.support.SupportConnector;
import dev.entente.support.SupportConnectorFactory;
import dev.entente.support.port.SupportCounterpart.Operation;
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
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.TimeZone;
import java.util.UUID;
import java.util.function.Supplier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** What every support tool's connector does, asked of the connector and seen as its agents see it. */
abstract class SupportPortContract {

    @RegisterExtension
    static final PortReport REPORT = new PortReport();

    @Inject
    VendorConnectors<SupportConnector> connectors;

    @Inject
    Connections connections;

    @Inject
    Instance<SupportConnectorFactory> factories;

    @Inject
    VendorClients clients;

    @Inject
    Vertx vertx;

    @Inject
    MeterRegistry metrics;

    private final String round = UUID.randomUUID().toString().substring(0, 8);
    private SupportCounterpart tool;
    private SupportConnector connector;

    abstract SupportCounterpart counterpart();

    @BeforeEach
    void connect() {
        tool = counterpart();
        connector = connectors.find(tool.connection()).orElseThrow();
    }

    @AfterEach
    void leaveUndisturbed() {
        tool.letThrough();
    }

    private SupportConnector connect(Connection connection, VendorClients by) {
        return factories.stream()
                .filter(factory -> factory.vendor().equals(connection.vendor()))
                .findFirst()
                .orElseThrow()
                .connect(connection, by);
    }

    /** Gives up soon; what it may have left under way keeps others from its record no longer than that. */
    private SupportConnector impatient() {
        return connect(connections.find(tool.connection()).orElseThrow().withTimeout(Duration.ofSeconds(4)), clients);
    }

    /** In every key of a test, so that none meets another's. */
    final String round() {
        return round;
    }

    final String name() {
        return "Kännchen „Größe“ ☕ " + round;
    }

    private RecordEntitlement entitlement(String tier) {
        return entitlement(tier, null);
    }

    final RecordEntitlement entitlement(String tier, @Nullable String domain) {
        var customer = new Customer(
                new ObjectReference("emea", round),
                name(),
                domain,
                new BillingProfile(new PostalAddress(null, null, null, null, "DE"), Money.currency("EUR"), 30, null),
                List.of(contact("ada"), contact("bea")));
        return new RecordEntitlement(
                customer,
                new Entitlement(
                        tier,
                        LocalDate.parse("2026-12-31"),
                        LocalDate.parse("2027-12-31"),
                        "SO-" + round,
                        OrderStatus.PENDING_FULFILMENT));
    }

    private Contact contact(String who) {
        return new Contact(new ObjectReference("emea", who + round), "Ada Żółć", who + "@" + round + ".example");
    }

    private OpenTicket ticket(String suffix, String subject) {
        return new OpenTicket(
                new TicketKey(round + suffix),
                subject,
                "Er tropft, bei jeder Tasse ☕.",
                contact("ada"),
                new ObjectReference("emea", round));
    }

    final Ticket opened(String suffix) {
        return OnContext.await(() -> connector.openTicket(ticket(suffix, "The spout drips")));
    }

    private Ticket moved(Ticket ticket, TicketStatus status) {
        return OnContext.await(() -> connector.moveTicket(new MoveTicket(ticket.reference(), status, null)));
    }

    private List<ShownEntitlement> shown() {
        return tool.desk().entitlements().stream()
                .filter(one -> one.customer().equals(name()))
                .toList();
    }

    final void record(RecordEntitlement entitlement) {
        OnContext.await(() -> connector.recordEntitlement(entitlement, "corr-" + round));
    }

    /** As the service does: while an earlier attempt may still have its effect, later. */
    private static <T> T again(Supplier<Uni<T>> work) throws InterruptedException {
        while (true) {
            try {
                return OnContext.await(work);
            } catch (VendorFailure failure) {
                if (!(failure.failure() instanceof Failure.Throttled inDoubt) || inDoubt.retryAfter() == null) {
                    throw failure;
                }
                Thread.sleep(inDoubt.retryAfter());
            }
        }
    }

    private static Failure refused(Supplier<Uni<?>> work) {
        var thrown = catchThrowable(() -> OnContext.await(() -> work.get().replaceWithVoid()));
        assertThat(thrown).isInstanceOf(VendorFailure.class);
        return ((VendorFailure) thrown).failure();
    }

    private static boolean isUnknown(Throwable thrown) {
        return thrown instanceof VendorFailure failure && failure.outcomeUnknown();
    }

    @Test
    @Shows(Property.UPSERT_RACES)
    void fourWhoRecordOneEntitlementAtOnceMakeOne() {
        OnContext.atOnce(4, () -> connector.recordEntitlement(entitlement("gold"), "corr-" + round));

        assertThat(shown()).hasSize(1);
    }

    @Test
    @Shows(Property.UPSERT_RACES)
    void fourWhoOpenOneTicketAtOnceOpenOne() {
        var tickets = OnContext.atOnce(4, () -> connector.openTicket(ticket("-race", "The spout drips")));

        assertThat(new HashSet<>(tickets.stream().map(Ticket::reference).toList()))
                .hasSize(1);
        assertThat(tool.tickets(round + "-race")).isOne();
    }

    @Test
    @Shows(Property.LOST_ANSWERS)
    void anEntitlementWhoseAnswerWasLostIsRecordedOnce() throws Exception {
        tool.loseTheAnswerTo(Operation.MAKE_ENTITLEMENT);
        assertThat(catchThrowable(() ->
                        OnContext.await(() -> impatient().recordEntitlement(entitlement("gold"), "corr-" + round))))
                .matches(SupportPortContract::isUnknown);

        again(() -> connector.recordEntitlement(entitlement("gold"), "corr-" + round));
        record(entitlement("gold"));

        assertThat(shown())
                .containsExactly(new ShownEntitlement(
                        name(), "gold", "2027-12-31", "SO-" + round, "pending_fulfilment", "corr-" + round));
    }

    @Test
    @Shows(Property.LOST_ANSWERS)
    void aTicketAndACommentWhoseAnswersWereLostAreThereOnce() throws Exception {
        tool.loseTheAnswerTo(Operation.MAKE_TICKET);
        assertThat(catchThrowable(
                        () -> OnContext.await(() -> impatient().openTicket(ticket("-lost", "The spout drips")))))
                .matches(SupportPortContract::isUnknown);
        var ticket = again(() -> connector.openTicket(ticket("-lost", "The spout drips")));
        var comment = new CommentOnTicket(ticket.reference(), new TicketKey(round + "-note"), "Neue Kanne ☕");
        tool.loseTheAnswerTo(Operation.COMMENT);
        assertThat(catchThrowable(() -> OnContext.await(() -> impatient().comment(comment))))
                .matches(SupportPortContract::isUnknown);

        again(() -> connector.comment(comment));

        assertThat(tool.tickets(round + "-lost")).isOne();
        assertThat(OnContext.await(() -> connector.findTicket(new TicketKey(round + "-lost"))))
                .hasValueSatisfying(found -> assertThat(found.reference()).isEqualTo(ticket.reference()));
        assertThat(tool.internalComments(ticket.reference().id())).containsExactly("Neue Kanne ☕");
    }

    @Test
    @Shows(Property.STALE_WRITES)
    void whatAgentsNoteOnACustomerMeanwhileStays() throws Exception {
        record(entitlement("gold"));
        tool.hold(Operation.CHANGE_ENTITLEMENT, 1500);
        var recording = OnContext.begin(() -> connector.recordEntitlement(entitlement("silver"), "corr-" + round));
        Thread.sleep(700);

        tool.noteOnCustomer(name(), "prefers tea");

        OnContext.result(recording);
        assertThat(shown())
                .singleElement()
                .satisfies(one -> assertThat(one.tier()).isEqualTo("silver"));
        assertThat(tool.noteOnCustomer(name())).isEqualTo("prefers tea");
    }

    @Test
    @Shows(Property.STALE_WRITES)
    void aMoveDecidedOnAnOlderVersionIsRefused() {
        var ticket = opened("-stale");
        tool.renameTicket(ticket.reference().id(), "It floods");

        var failure = refused(
                () -> connector.moveTicket(new MoveTicket(ticket.reference(), TicketStatus.SOLVED, ticket.version())));

        assertThat(failure).isInstanceOf(Failure.Invalid.class);
        var now = OnContext.await(() -> connector.readTicket(ticket.reference().id()));
        assertThat(now.status()).isEqualTo(ticket.status());
        assertThat(now.subject()).isEqualTo("It floods");
        assertThat(now.version()).isNotEqualTo(ticket.version());
    }

    /** Between our look and our move. */
    @Test
    @Shows(Property.STALE_WRITES)
    void aMoveThatAnAgentComesBeforeIsDecidedAgainOrRefused() throws Exception {
        for (var decidedOn : List.of(true, false)) {
            var ticket = opened("-overtaken-" + decidedOn);
            tool.stop(Operation.MOVE_TICKET);
            var moving = OnContext.begin(() -> connector.moveTicket(
                    new MoveTicket(ticket.reference(), TicketStatus.SOLVED, decidedOn ? ticket.version() : null)));
            tool.awaitStopped();
            tool.renameTicket(ticket.reference().id(), "It floods");
            tool.letThrough();

            var thrown = catchThrowable(() -> OnContext.result(moving));

            var now = OnContext.await(
                    () -> connector.readTicket(ticket.reference().id()));
            assertThat(now.subject()).isEqualTo("It floods");
            assertThat(now.status()).isEqualTo(decidedOn ? ticket.status() : TicketStatus.SOLVED);
            assertThat(thrown != null).as("refused: %s", thrown).isEqualTo(decidedOn);
        }
    }

    @Test
    @Shows(Property.ILLEGAL_TRANSITIONS)
    void aClosedTicketStaysClosedAndNoneBecomesNewAgain() {
        var ticket = opened("-closed");
        assertThat(ticket.status()).isEqualTo(TicketStatus.NEW);
        assertThat(moved(ticket, TicketStatus.OPEN).status()).isEqualTo(TicketStatus.OPEN);
        assertThat(refused(() -> connector.moveTicket(new MoveTicket(ticket.reference(), TicketStatus.NEW, null))))
                .isEqualTo(new Failure.Invalid("a ticket that is OPEN cannot become NEW"));
        assertThat(moved(ticket, TicketStatus.CLOSED).status()).isEqualTo(TicketStatus.CLOSED);
        assertThat(refused(() -> connector.moveTicket(new MoveTicket(ticket.reference(), TicketStatus.OPEN, null))))
                .isEqualTo(new Failure.Invalid("a ticket that is CLOSED cannot become OPEN"));
        assertThat(OnContext.await(() -> connector.readTicket(ticket.reference().id()))
                        .status())
                .isEqualTo(TicketStatus.CLOSED);
    }

    @Test
    @Shows(Property.BUSINESS_REFUSALS)
    void whatIsNoTicketIsInvalid() {
        assertThat(refused(() -> connector.readTicket("99999999"))).isInstanceOf(Failure.Invalid.class);
        assertThat(refused(() -> connector.readTicket("../users"))).isInstanceOf(Failure.Invalid.class);
        assertThat(refused(() -> connector.moveTicket(
                        new MoveTicket(new ObjectReference(tool.connection(), "99999999"), TicketStatus.SOLVED, null))))
                .isInstanceOf(Failure.Invalid.class);
        assertThat(OnContext.await(() -> connector.findTicket(new TicketKey(round + "-never"))))
                .isEmpty();
    }

    @Test
    @Shows(Property.DRY_RUNS)
    void aDryRunShowsTheNewTierBesideTheOldWhichStays() {
        record(entitlement("gold"));
        var run = new DryRun();
        var dry = connectors.of(run).find(tool.connection()).orElseThrow();

        var thrown = catchThrowable(
                () -> OnContext.await(() -> dry.recordEntitlement(entitlement("silver"), "corr-" + round)));

        if (thrown != null) {
            assertThat(thrown).isInstanceOf(WriteWithheld.class);
        }
        assertThat(run.writes()).isNotEmpty();
        assertThat(run.writes().getFirst().changes()).singleElement().satisfies(change -> {
            assertThat(change.live()).hasToString("\"gold\"");
            assertThat(change.written()).hasToString("\"silver\"");
        });
        assertThat(shown()).singleElement().extracting(ShownEntitlement::tier).isEqualTo("gold");
    }

    @Test
    @Shows(Property.DRY_RUNS)
    void aDryRunOpensNoTicket() {
        var run = new DryRun();
        var dry = connectors.of(run).find(tool.connection()).orElseThrow();
        var command = ticket("dry", "The spout drips");

        var thrown = catchThrowable(() -> OnContext.await(() -> dry.openTicket(command)));

        assertThat(thrown).isInstanceOf(WriteWithheld.class);
        assertThat(run.writes()).hasSize(1);
        assertThat(OnContext.await(() -> connector.findTicket(command.key()))).isEmpty();
    }

    @Test
    @Shows(Property.PERMISSION_REFUSALS)
    void whoMayOnlyLookIsDenied() {
        var connection = tool.withoutRights(connections.find(tool.connection()).orElseThrow());
        var restricted = connect(connection, clients);
        tool.refuseRights();

        assertThat(refused(() -> restricted.recordEntitlement(entitlement("gold"), "corr-" + round)))
                .isInstanceOf(Failure.Denied.class);
        assertThat(shown()).isEmpty();
    }

    @Test
    @Shows(Property.THROTTLING)
    void notNowIsThrottledAndPasses() {
        var ticket = opened("-throttled");
        tool.throttle(Operation.READ_TICKET);

        assertThat(refused(() -> connector.readTicket(ticket.reference().id()))).isInstanceOf(Failure.Throttled.class);
        tool.letThrough();
        assertThat(OnContext.await(() -> connector.readTicket(ticket.reference().id())))
                .isEqualTo(ticket);
    }

    @Test
    @Shows(Property.PAGING)
    void everyChangedTicketIsInTheFeedHoweverManyPagesItTakes() {
        var begin = OnContext.await(() -> connector.changedTickets(null, Duration.ZERO));
        assertThat(begin.items()).isEmpty();
        var tickets = new ArrayList<Ticket>();
        for (int number = 0; number < 7; number++) {
            tickets.add(opened("-page-" + number));
        }
        moved(tickets.getFirst(), TicketStatus.SOLVED);

        var read = read(connector, begin.position());

        assertThat(read.pages()).isGreaterThanOrEqualTo(3);
        assertThat(read.tickets().stream().map(Ticket::reference))
                .containsAll(tickets.stream().map(Ticket::reference).toList());
        assertThat(read.tickets())
                .filteredOn(
                        ticket -> ticket.reference().equals(tickets.getFirst().reference()))
                .last()
                .satisfies(ticket -> assertThat(ticket.status()).isEqualTo(TicketStatus.SOLVED));
    }

    @ParameterizedTest
    @ValueSource(ints = {10, -10})
    @Shows(Property.CLOCKS)
    void whoeverReadsTheFeedByAWrongClockMissesNothing(int minutes) {
        opened("-before" + minutes);
        var goesOn = read(connectedBy(minutes), begin(connector)).position();
        var begins = begin(connectedBy(minutes));

        var ticket = opened("-clock" + minutes);

        for (var position : List.of(goesOn, begins)) {
            assertThat(read(connectedBy(minutes), position).tickets())
                    .extracting(Ticket::reference)
                    .contains(ticket.reference());
        }
    }

    final SupportConnector connectedBy(int minutesOff) {
        var off = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(minutesOff));
        return connect(connections.find(tool.connection()).orElseThrow(), new VendorClients(vertx, off, metrics));
    }

    static String begin(SupportConnector by) {
        return OnContext.await(() -> by.changedTickets(null, Duration.ZERO)).position();
    }

    record Read(List<Ticket> tickets, int pages, String position) {}

    static Read read(SupportConnector connector, String position) {
        var tickets = new ArrayList<Ticket>();
        var at = position;
        for (int pages = 1; ; pages++) {
            var from = at;
            var page = OnContext.await(() -> connector.changedTickets(from, Duration.ofSeconds(30)));
            tickets.addAll(page.items());
            at = page.position();
            if (!page.more()) {
                return new Read(tickets, pages, at);
            }
        }
    }

    @Test
    @Shows(Property.UNICODE)
    void everyLetterArrives() {
        record(entitlement("gold"));
        var subject = "Żółć & „Größe“ 'quoted' \\ 株式会社 ☕😀";
        var ticket = OnContext.await(() -> connector.openTicket(ticket("-letters", subject)));

        assertThat(shown()).hasSize(1);
        assertThat(ticket.subject()).isEqualTo(subject);
        assertThat(tool.subjectOfTicket(ticket.reference().id())).isEqualTo(subject);
        assertThat(ticket.requesterEmail()).isEqualTo("ada@" + round + ".example");
        assertThat(ticket.customer()).isEqualTo(new ObjectReference("emea", round));
        assertThat(ticket.key()).isEqualTo(new TicketKey(round + "-letters"));
    }

    @Test
    @Shows(Property.TIME_ZONES)
    void aDayStaysTheDayItWasAndMomentsAreUtc() {
        var zone = TimeZone.getDefault();
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Kiritimati"));
            record(entitlement("gold"));
            var before = Instant.now().minusSeconds(2);

            var ticket = opened("-zone");

            assertThat(shown())
                    .singleElement()
                    .satisfies(one -> assertThat(one.ends()).isEqualTo("2027-12-31"));
            assertThat(ticket.changedAt()).isBetween(before, Instant.now().plusSeconds(2));
        } finally {
            TimeZone.setDefault(zone);
        }
    }
}
