package dev.entente.contracts.integration;

import dev.entente.contracts.model.Require;

import java.math.BigDecimal;
import java.util.Set;

/**
 * Which won deals may become orders.
 *
 * @param mostLines how many lines an order may have, 1 to 10000
 * @param currencies ISO 4217 codes that the company sells in
 * @param taxNumberRequiredIn ISO 3166 countries whose customers need a tax number
 * @param contactRequired whether somebody must be named at the customer
 * @param priceTolerancePercent how far below the ERP's price an agreed price may lie, 0 to 100
 */
public record ValidationRules(
        int mostLines,
        Set<String> currencies,
        Set<String> taxNumberRequiredIn,
        boolean contactRequired,
        BigDecimal priceTolerancePercent) {

    public ValidationRules {
        Require.that(mostLines >= 1 && mostLines <= 10_000, "mostLines is not between 1 and 10000");
        currencies = Set.copyOf(currencies);
        taxNumberRequiredIn = Set.copyOf(taxNumberRequiredIn);
        Require.that(
                priceTolerancePercent.signum() >= 0 && priceTolerancePercent.compareTo(BigDecimal.valueOf(100)) <= 0,
                "priceTolerancePercent is not between 0 and 100");
    }
}
