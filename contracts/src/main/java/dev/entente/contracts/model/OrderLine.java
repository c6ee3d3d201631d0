package dev.entente.contracts.model;

/** One line to be ordered: a canonical product at the price that was agreed. */
public record OrderLine(Product product, String description, Quantity quantity, Price price) {

    public OrderLine {
        Require.present(product, "product");
        Require.text(description, 1024, "line description");
        Require.present(quantity, "quantity");
        Require.present(price, "price");
    }

    public Money amount() {
        return price.unit().times(quantity);
    }
}
