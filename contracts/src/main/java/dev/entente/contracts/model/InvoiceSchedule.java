package dev.entente.contracts.model;

import java.util.List;

/**
 * What the ERP will invoice for an order, and when.
 *
 * @param net before tax
 * @param tax as the ERP computed it
 * @param installments at least one; together they are net plus tax
 */
public record InvoiceSchedule(Money net, Money tax, List<Installment> installments) {

    public InvoiceSchedule {
        Require.present(net, "net amount");
        Require.present(tax, "tax");
        installments = List.copyOf(Require.present(installments, "installments"));
        Require.that(!installments.isEmpty(), "the invoice schedule has no installments");
        var sum = installments.stream().map(Installment::amount).reduce(Money.zero(net.currency()), Money::plus);
        Require.that(sum.equals(net.plus(tax)), "the installments sum to " + sum + ", not to " + net.plus(tax));
    }

    public Money gross() {
        return net.plus(tax);
    }
}
