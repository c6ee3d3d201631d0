package dev.entente.orchestrator.reference;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

import java.io.Serializable;
import java.time.Instant;

/** The price list on which a product is sold in a currency. */
@Entity
@Table(name = "price_mapping")
@IdClass(PriceMapping.Key.class)
class PriceMapping {

    record Key(String productCode, String currency) implements Serializable {}

    @Id
    @Column(name = "product_code")
    String productCode;

    @Id
    String currency;

    @Column(name = "price_level")
    String priceLevel;

    @Column(name = "updated_at")
    Instant updatedAt;

    @Column(name = "updated_by")
    String updatedBy;
}
