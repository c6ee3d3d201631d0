package dev.entente.contracts.model;

/**
 * One line of a won opportunity, as the CRM knows it.
 *
 * @param productKey what the CRM calls the product; the reference data maps it to a canonical product
 * @param unitPrice what was agreed for one unit
 */
public record OpportunityLine(String productKey, String description, Quantity quantity, Money unitPrice) {

    public OpportunityLine {
        Require.text(productKey, 128, "product key");
        Require.text(description, 1024, "line description");
        Require.present(quantity, "quantity");
        Require.present(unitPrice, "unit price");
    }

    public Money amount() {
        return unitPrice.times(quantity);
    }
}
