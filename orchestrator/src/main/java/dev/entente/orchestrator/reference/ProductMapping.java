package dev.entente.orchestrator.reference;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

import java.io.Serializable;
import java.time.Instant;

/** A product of a CRM and the company's own behind it. */
@Entity
@Table(name = "product_mapping")
@IdClass(ProductMapping.Key.class)
class ProductMapping {

    record Key(String connection, String productKey) implements Serializable {}

    @Id
    String connection;

    @Id
    @Column(name = "product_key")
    String productKey;

    @Column(name = "product_code")
    String productCode;

    @Column(name = "support_tier")
    @Nullable
    String supportTier;

    /** ISO 8601 period, for example {@code P1Y}. */
    String term;

    @Column(name = "updated_at")
    Instant updatedAt;

    @Column(name = "updated_by")
    String updatedBy;
}
