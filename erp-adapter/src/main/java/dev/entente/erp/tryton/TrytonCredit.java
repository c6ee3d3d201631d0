package dev.entente.erp.tryton;

import com.fasterxml.jackson.databind.JsonNode;
import dev.entente.contracts.message.ErpCommand.CheckCredit;
import dev.entente.contracts.model.Money;
import dev.entente.erp.credit.CreditStanding;
import io.smallrye.mutiny.Uni;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;

/** What a customer owes, in the company's currency: Tryton keeps every account in it. */
final class TrytonCredit {

    private final TrytonRpc rpc;
    private final TrytonReferences references;
    private final Clock clock;

    TrytonCredit(TrytonRpc rpc, TrytonReferences references, Clock clock) {
        this.rpc = rpc;
        this.references = references;
        this.clock = clock;
    }

    Uni<CreditStanding> standing(CheckCredit question) {
        var party = Long.parseLong(question.customerId());
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        return rpc.read("party.party", List.of(party), "credit_amount", "credit_limit_amount")
                .chain(parties -> overdue(party, today)
                        .chain(overdue -> references
                                .inOwnCurrency(question.orderTotal())
                                .map(total -> standing(parties.get(0), overdue, today, total))));
    }

    private Uni<List<JsonNode>> overdue(long party, LocalDate today) {
        return rpc.search(
                "account.move.line",
                List.of(
                        List.of("party", "=", party),
                        List.of("account.type.receivable", "=", true),
                        Arrays.asList("reconciliation", "=", null),
                        List.of("maturity_date", "<", today)),
                "maturity_date ASC",
                1000,
                "maturity_date",
                "debit",
                "credit");
    }

    private static CreditStanding standing(JsonNode party, List<JsonNode> overdue, LocalDate today, Money total) {
        var currency = total.currency();
        var due = overdue.stream()
                .map(line -> TrytonValues.decimalOrZero(line.path("debit"))
                        .subtract(TrytonValues.decimalOrZero(line.path("credit"))))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        var days = overdue.stream()
                .filter(line -> TrytonValues.decimalOrZero(line.path("debit")).signum() > 0)
                .findFirst()
                .map(oldest -> ChronoUnit.DAYS.between(TrytonValues.date(oldest.path("maturity_date")), today))
                .orElse(0L);
        return new CreditStanding(
                new Money(TrytonValues.decimalOrZero(party.path("credit_amount")), currency),
                party.hasNonNull("credit_limit_amount")
                        ? new Money(TrytonValues.decimal(party.path("credit_limit_amount")), currency)
                        : null,
                new Money(due, currency),
                days.intValue(),
                total);
    }
}
