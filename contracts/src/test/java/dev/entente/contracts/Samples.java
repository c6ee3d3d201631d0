package dev.entente.contracts;

import dev.entente.contracts.failure.Failure;
import dev.entente.contracts.message.CommandFailed;
import dev.entente.contracts.message.CrmCommand;
import dev.entente.contracts.message.CrmEvent;
import dev.entente.contracts.message.ErpCommand;
import dev.entente.contracts.message.ErpEvent;
import dev.entente.contracts.message.Message;
import dev.entente.contracts.message.SupportCommand;
import dev.entente.contracts.message.SupportEvent;
import dev.entente.contracts.model.BillingProfile;
import dev.entente.contracts.model.Contact;
import dev.entente.contracts.model.Customer;
import dev.entente.contracts.model.Entitlement;
import dev.entente.contracts.model.Installment;
import dev.entente.contracts.model.InvoiceSchedule;
import dev.entente.contracts.model.Money;
import dev.entente.contracts.model.ObjectReference;
import dev.entente.contracts.model.Opportunity;
import dev.entente.contracts.model.OpportunityLine;
import dev.entente.contracts.model.Order;
import dev.entente.contracts.model.OrderKey;
import dev.entente.contracts.model.OrderLine;
import dev.entente.contracts.model.OrderState;
import dev.entente.contracts.model.OrderStatus;
import dev.entente.contracts.model.PostalAddress;
import dev.entente.contracts.model.Price;
import dev.entente.contracts.model.Product;
import dev.entente.contracts.model.Quantity;
import dev.entente.contracts.model.Ticket;
import dev.entente.contracts.model.TicketKey;
import dev.entente.contracts.model.TicketStatus;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.util.List;

/** One message of every type, about Ada's company that buys teapots. */
public final class Samples {

    public static final ObjectReference DEAL = new ObjectReference("emea", "1001");
    public static final ObjectReference TICKET = new ObjectReference("helpdesk", "42");
    public static final OrderKey KEY = new OrderKey("teapots-1");
    private static final Money TEAPOT = Money.of("49.9000", "EUR");

    private Samples() {}

    public static Customer customer() {
        return new Customer(
                new ObjectReference("emea", "77"),
                "Kännchen & Söhne „Größe“ GmbH ☕",
                "kaennchen.example",
                new BillingProfile(
                        new PostalAddress("Teeweg 1", "10115", "Berlin", null, "DE"),
                        Money.currency("EUR"),
                        30,
                        "DE123456789"),
                List.of(new Contact(new ObjectReference("emea", "5"), "Ada Kännchen", "ada@kaennchen.example")));
    }

    public static Opportunity opportunity() {
        return new Opportunity(
                DEAL,
                "Teapots for everyone",
                customer(),
                LocalDate.parse("2026-11-23"),
                Money.currency("EUR"),
                List.of(new OpportunityLine("SKU-TEAPOT", "Teapot, blue", Quantity.of("3"), TEAPOT)));
    }

    public static OrderState orderState() {
        return new OrderState(
                KEY, "SO10001", OrderStatus.PENDING_FULFILMENT, 0, Money.of("178.14", "EUR"), Money.of("0", "EUR"));
    }

    public static Order order() {
        var product = new Product("TEAPOT", "gold", Period.ofYears(1));
        return new Order(
                KEY,
                "815",
                LocalDate.parse("2026-11-23"),
                Money.currency("EUR"),
                List.of(new OrderLine(product, "Teapot, blue", Quantity.of("3"), new Price(TEAPOT, "1"))));
    }

    public static InvoiceSchedule schedule() {
        return new InvoiceSchedule(
                Money.of("149.70", "EUR"),
                Money.of("28.44", "EUR"),
                List.of(new Installment(LocalDate.parse("2026-12-23"), Money.of("178.14", "EUR"))));
    }

    public static Entitlement entitlement() {
        return new Entitlement(
                "gold",
                LocalDate.parse("2026-11-23"),
                LocalDate.parse("2027-11-23"),
                "SO10001",
                OrderStatus.PENDING_FULFILMENT);
    }

    public static Ticket ticket() {
        return new Ticket(
                TICKET,
                new TicketKey("tea-1"),
                "The spout drips",
                TicketStatus.OPEN,
                "ada@kaennchen.example",
                customer().reference(),
                Instant.parse("2026-11-23T10:00:00Z"),
                "52");
    }

    /** At least one message of each type. */
    public static List<Message> all() {
        return List.of(
                new CrmEvent.OpportunityWon(opportunity()),
                new CrmEvent.OpportunityRefused(DEAL, "the deal has no company"),
                new CrmEvent.OpportunityUnread(DEAL, new Failure.Throttled("busy", Duration.ofSeconds(10))),
                new CrmEvent.OpportunityReopened(DEAL, "contractsent"),
                new CrmEvent.OpportunityReopened(DEAL, "contractsent", 1_764_000_000_000L),
                new CrmEvent.OrderRecorded(DEAL),
                new CrmCommand.ReadOpportunity(DEAL),
                new CrmCommand.RecordOrder(DEAL, "SO10001", OrderStatus.BILLED),
                new ErpCommand.EnsureCustomer(customer()),
                new ErpCommand.PriceOrder(
                        "815",
                        Money.currency("EUR"),
                        List.of(new ErpCommand.LineToPrice("TEAPOT", Quantity.of("3"), "1"))),
                new ErpCommand.CheckCredit("815", Money.of("149.70", "EUR")),
                new ErpCommand.CreateOrder(order()),
                new ErpCommand.CancelOrder(KEY, "the customer prefers coffee"),
                new ErpCommand.ReadInvoiceSchedule(KEY),
                new ErpEvent.CustomerEnsured("815"),
                new ErpEvent.OrderPriced(List.of(TEAPOT), List.of("19")),
                new ErpEvent.CreditApproved(Money.of("149.70", "EUR"), null),
                new ErpEvent.CreditRefused(Money.of("149.70", "EUR"), Money.of("100", "EUR"), "above the limit"),
                new ErpEvent.OrderCreated(orderState()),
                new ErpEvent.OrderCancelled(KEY),
                new ErpEvent.OrderChanged(orderState()),
                new ErpEvent.InvoiceScheduleRead(KEY, schedule()),
                new SupportCommand.RecordEntitlement(customer(), entitlement()),
                new SupportEvent.EntitlementRecorded(new ObjectReference("emea", "77")),
                new SupportCommand.OpenTicket(
                        new TicketKey("tea-1"),
                        "The spout drips",
                        "It does, on every cup.",
                        customer().contacts().get(0),
                        customer().reference()),
                new SupportCommand.MoveTicket(TICKET, TicketStatus.SOLVED, "52"),
                new SupportCommand.CommentOnTicket(TICKET, new TicketKey("tea-2"), "A new pot is on its way."),
                new SupportEvent.TicketOpened(ticket()),
                new SupportEvent.TicketChanged(ticket()),
                new SupportEvent.TicketCommented(TICKET, new TicketKey("tea-2")),
                new CommandFailed(new Failure.Transient("the vendor did not answer")),
                new CommandFailed(new Failure.Denied("the role lacks a permission")),
                new CommandFailed(new Failure.Invalid("no such product")),
                new CommandFailed(new Failure.Poison("not understandable")));
    }
}
