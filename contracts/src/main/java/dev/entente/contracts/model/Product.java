package dev.entente.contracts.model;

import org.jspecify.annotations.Nullable;

import java.time.Period;

/**
 * What is sold, independent of any system.
 *
 * @param code the company's own product code, known to the ERP as well
 * @param supportTier the level of support that comes with it, or none for goods without support
 * @param term how long the support lasts from the day of the deal; zero when there is none
 */
public record Product(String code, @Nullable String supportTier, Period term) {

    public Product {
        Require.text(code, 64, "product code");
        Require.present(term, "term");
        Require.that(!term.isNegative(), "the term is negative");
    }
}
