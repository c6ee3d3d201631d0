package dev.entente.contracts.model;

import java.time.LocalDate;

/** One amount to be invoiced on one day. */
public record Installment(LocalDate due, Money amount) {

    public Installment {
        Require.present(due, "due date");
        Require.present(amount, "amount");
    }
}
