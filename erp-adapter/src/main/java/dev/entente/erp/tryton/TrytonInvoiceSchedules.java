package dev.entente.erp.tryton;

import com.fasterxml.jackson.databind.JsonNode;
import dev.entente.adapter.http.VendorFailure;
import dev.entente.contracts.failure.Failure;
import dev.entente.contracts.model.Installment;
import dev.entente.contracts.model.InvoiceSchedule;
import dev.entente.contracts.model.Money;
import dev.entente.contracts.model.OrderKey;
import io.smallrye.mutiny.Uni;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;

/** When what will be due: by the server's own payment terms, as if the order were invoiced on the day it was made. */
final class TrytonInvoiceSchedules {

    private final TrytonRpc rpc;
    private final TrytonSales sales;

    TrytonInvoiceSchedules(TrytonRpc rpc, TrytonSales sales) {
        this.rpc = rpc;
        this.sales = sales;
    }

    Uni<InvoiceSchedule> of(OrderKey key) {
        return sales.find(key)
                .map(found -> found.orElseThrow(
                        () -> VendorFailure.noSuchRecord(new Failure.Invalid("the ERP does not know the order"))))
                .chain(sale -> rpc.read(
                        "sale.sale",
                        List.of(sale.id()),
                        "untaxed_amount",
                        "tax_amount",
                        "currency",
                        "currency.code",
                        "payment_term",
                        "sale_date"))
                .chain(rows -> schedule(rows.get(0)));
    }

    private Uni<InvoiceSchedule> schedule(JsonNode sale) {
        var currency = Money.currency(sale.path("currency.").path("code").asText());
        var net = new Money(TrytonValues.decimal(sale.path("untaxed_amount")), currency);
        var tax = new Money(TrytonValues.decimal(sale.path("tax_amount")), currency);
        var day = TrytonValues.date(sale.path("sale_date"));
        return installments(sale, net.plus(tax), day, currency)
                .map(installments -> new InvoiceSchedule(net, tax, installments));
    }

    private Uni<List<Installment>> installments(JsonNode sale, Money gross, LocalDate day, Currency currency) {
        if (!sale.hasNonNull("payment_term") || gross.amount().signum() == 0) {
            return Uni.createFrom().item(List.of(new Installment(day, gross)));
        }
        var question = new LinkedHashMap<String, Object>();
        question.put("payment_term", sale.path("payment_term"));
        question.put("date", day);
        question.put("amount", gross.amount());
        question.put("currency", sale.path("currency"));
        return rpc.ask("model.account.invoice.payment_term.test.on_change_with", question, List.of("result"))
                .map(answer -> {
                    var installments = new ArrayList<Installment>();
                    for (var entry : answer.path("result").path("add")) {
                        var row = entry.path(1);
                        installments.add(new Installment(
                                TrytonValues.date(row.path("date")),
                                new Money(TrytonValues.decimal(row.path("amount")), currency)));
                    }
                    return installments;
                });
    }
}
