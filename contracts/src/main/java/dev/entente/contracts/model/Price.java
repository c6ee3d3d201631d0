package dev.entente.contracts.model;

/**
 * What one unit costs.
 *
 * @param unit the amount for one unit, net of tax
 * @param level the price list it was taken from, by the name the reference data gives it
 */
public record Price(Money unit, String level) {

    public Price {
        Require.present(unit, "unit price");
        Require.text(level, 64, "price level");
    }
}
