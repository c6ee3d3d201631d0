package dev.entente.crm.hubspot;

import dev.entente.contracts.message.CrmEvent.OpportunityRefused;
import dev.entente.contracts.message.CrmEvent.OpportunityReopened;
import dev.entente.contracts.message.CrmEvent.OpportunityState;
import dev.entente.contracts.message.CrmEvent.OpportunityWon;
import dev.entente.contracts.model.BillingProfile;
import dev.entente.contracts.model.Contact;
import dev.entente.contracts.model.Customer;
import dev.entente.contracts.model.Money;
import dev.entente.contracts.model.ObjectReference;
import dev.entente.contracts.model.Opportunity;
import dev.entente.contracts.model.OpportunityLine;
import dev.entente.contracts.model.PostalAddress;
import dev.entente.contracts.model.Quantity;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** From HubSpot's records to an opportunity, or to the reason why there is none. Pure. */
final class HubspotMapping {

    static final List<String> DEAL = List.of("dealname", "dealstage", "closedate", "deal_currency_code");
    static final List<String> CONTACT = List.of("email", "firstname", "lastname");

    private static final Map<String, String> COUNTRY_BY_NAME = Arrays.stream(Locale.getISOCountries())
            .collect(Collectors.toUnmodifiableMap(
                    code -> Locale.of("", code)
                            .getDisplayCountry(Locale.ENGLISH)
                            .toLowerCase(Locale.ROOT),
                    code -> code,
                    (one, other) -> one));

    /** Of a unit price. */
    private static final int DECIMALS = 6;

    private final String connection;
    private final HubspotSettings settings;

    HubspotMapping(String connection, HubspotSettings settings) {
        this.connection = connection;
        this.settings = settings;
    }

    List<String> companyProperties() {
        return List.of(
                "name",
                "domain",
                "address",
                "city",
                "state",
                "zip",
                settings.countryProperty(),
                settings.taxNumberProperty());
    }

    List<String> lineItemProperties() {
        return List.of(
                "name",
                settings.skuProperty(),
                "quantity",
                "price",
                "discount",
                "hs_discount_percentage",
                "hs_position_on_quote");
    }

    /** What the deal alone says: an answer when it is not won or cannot be read further, null when it is won. */
    @Nullable
    OpportunityState beforeReadingFurther(HubspotRecord deal) {
        var stage = deal.property("dealstage", "none");
        if (!settings.wonStages().contains(stage)) {
            return settings.otherStages().contains(stage)
                    ? new OpportunityReopened(reference(deal), stage)
                    : refused(deal, "the deal stage '" + stage + "' is unknown: nobody said whether it means won");
        }
        if (deal.associated("companies").isEmpty()) {
            return refused(deal, "the deal has no company");
        }
        if (customerOf(deal).isEmpty()) {
            return refused(deal, "the deal has several companies, and none of them is its primary one");
        }
        var lines = deal.associated("line items", "line_items").size();
        if (lines > settings.mostLineItems() || deal.hasMoreAssociated("line items", "line_items")) {
            return refused(deal, "the deal has more than " + settings.mostLineItems() + " line items");
        }
        return lines == 0 ? refused(deal, "the deal has no line items") : null;
    }

    /**
     * The company that buys: the only one, or the primary one. HubSpot lists a company once for every kind of association, the primary
     * one also as {@code deal_to_company}, and promises no order.
     */
    static Optional<String> customerOf(HubspotRecord deal) {
        var all = deal.associated("companies");
        var candidates = all.size() == 1 ? all : deal.associatedAs("deal_to_company", "companies");
        return candidates.size() == 1 ? Optional.of(candidates.getFirst()) : Optional.empty();
    }

    /** The won opportunity, or the first reason why it cannot be one. */
    OpportunityState opportunity(
            HubspotRecord deal, HubspotRecord company, List<HubspotRecord> contacts, List<HubspotRecord> lineItems) {
        try {
            var currency = Money.currency(required(deal, "deal_currency_code", "the deal has no currency"));
            return new OpportunityWon(new Opportunity(
                    reference(deal),
                    required(deal, "dealname", "the deal has no name"),
                    customer(company, contacts, currency),
                    closeDate(deal),
                    currency,
                    lineItems.stream()
                            .sorted(position())
                            .map(line -> line(line, currency))
                            .toList()));
        } catch (IllegalArgumentException refusal) {
            return refused(deal, String.valueOf(refusal.getMessage()));
        }
    }

    /** Something the deal refers to could not be read: half a deal must not become an order. */
    OpportunityState incomplete(HubspotRecord deal) {
        return refused(deal, "the CRM does not show everything that belongs to the deal");
    }

    /** A deal that HubSpot does not know (any more) is not won. Nothing tells when it was deleted: this bears no number. */
    OpportunityState gone(String dealId) {
        return new OpportunityReopened(new ObjectReference(connection, dealId), "deleted");
    }

    private Customer customer(HubspotRecord company, List<HubspotRecord> contacts, Currency currency) {
        var address = new PostalAddress(
                company.property("address"),
                company.property("zip"),
                company.property("city"),
                company.property("state"),
                country(company));
        return new Customer(
                new ObjectReference(connection, company.id()),
                required(company, "name", "the company has no name"),
                company.property("domain"),
                new BillingProfile(
                        address, currency, settings.paymentTermDays(), company.property(settings.taxNumberProperty())),
                contacts.stream()
                        .filter(contact -> contact.property("email") != null)
                        // HubSpot promises no order, and the same deal must be the same when it is read again.
                        .sorted(Comparator.comparing(HubspotRecord::id))
                        .map(this::contact)
                        .toList());
    }

    private Contact contact(HubspotRecord contact) {
        var email = contact.property("email", "");
        var name = Stream.of(contact.property("firstname", ""), contact.property("lastname", ""))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(" "));
        return new Contact(new ObjectReference(connection, contact.id()), name.isEmpty() ? email : name, email);
    }

    private OpportunityLine line(HubspotRecord line, Currency currency) {
        var name = line.property("name", "line " + line.id());
        var sku = required(line, settings.skuProperty(), "line '" + name + "' has no product number");
        var price = decimal(line.property("price"), "line '" + name + "' has no price");
        return new OpportunityLine(
                sku,
                name,
                new Quantity(decimal(line.property("quantity"), "line '" + name + "' has no quantity")),
                new Money(price.subtract(discount(line, price)), currency));
    }

    /** Of one piece. HubSpot's {@code discount} is an amount, its {@code hs_discount_percentage} the other way to give one. */
    private static BigDecimal discount(HubspotRecord line, BigDecimal price) {
        var amount = decimal(line.property("discount", "0"), "");
        var percentage = decimal(line.property("hs_discount_percentage", "0"), "");
        return amount.signum() != 0
                ? amount
                : price.multiply(percentage).movePointLeft(2).setScale(DECIMALS, RoundingMode.HALF_UP);
    }

    private String country(HubspotRecord company) {
        var country = required(company, settings.countryProperty(), "the company has no country");
        if (country.length() == 2) {
            return country.toUpperCase(Locale.ROOT);
        }
        var code = COUNTRY_BY_NAME.get(country.toLowerCase(Locale.ROOT));
        if (code == null) {
            throw new IllegalArgumentException("the company's country '" + country + "' is unknown");
        }
        return code;
    }

    /** HubSpot keeps the moment, and shows the day of the account's zone. It gives ISO 8601 in its API and milliseconds in older records. */
    private LocalDate closeDate(HubspotRecord deal) {
        var value = required(deal, "closedate", "the deal has no close date");
        try {
            var instant = value.matches("\\d+") ? Instant.ofEpochMilli(Long.parseLong(value)) : Instant.parse(value);
            return instant.atZone(settings.accountZone()).toLocalDate();
        } catch (DateTimeException | NumberFormatException malformed) {
            throw new IllegalArgumentException("the deal's close date '" + value + "' is not a date", malformed);
        }
    }

    private static Comparator<HubspotRecord> position() {
        return Comparator.comparing((HubspotRecord line) -> {
                    var position = line.property("hs_position_on_quote", "0");
                    return position.matches("\\d{1,9}") ? Integer.parseInt(position) : 0;
                })
                .thenComparing(HubspotRecord::id);
    }

    private static BigDecimal decimal(@Nullable String value, String whenAbsent) {
        if (value == null) {
            throw new IllegalArgumentException(whenAbsent);
        }
        if (!value.matches("-?\\d{1,18}(\\.\\d{1,18})?")) {
            throw new IllegalArgumentException("'" + value + "' is not a decimal number");
        }
        return new BigDecimal(value);
    }

    private static String required(HubspotRecord record, String property, String whenAbsent) {
        var value = record.property(property);
        if (value == null) {
            throw new IllegalArgumentException(whenAbsent);
        }
        return value;
    }

    private ObjectReference reference(HubspotRecord deal) {
        return new ObjectReference(connection, deal.id());
    }

    private OpportunityState refused(HubspotRecord deal, String reason) {
        return new OpportunityRefused(reference(deal), reason);
    }
}
