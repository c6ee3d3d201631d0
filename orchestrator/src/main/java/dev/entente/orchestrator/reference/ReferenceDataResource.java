package dev.entente.orchestrator.reference;

import dev.entente.contracts.model.Money;
import dev.entente.orchestrator.quotetocash.MapProducts;
import dev.entente.service.problem.ProblemException;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.common.WithSession;
import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Instant;
import java.time.Period;
import java.time.format.DateTimeParseException;
import java.util.Currency;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** Reference data: adding what is missing releases the deals that waited for it. */
@Path("/api/v1/reference-data")
@Tag(name = "Reference data")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class ReferenceDataResource {

    private final Releases releases;
    private final Clock clock;

    ReferenceDataResource(Releases releases, Clock clock) {
        this.releases = releases;
        this.clock = clock;
    }

    /**
     * @param term ISO 8601 period of the support that comes with the product, for example {@code P1Y}; absent for none
     * @param updatedBy who says so
     */
    public record ProductMappingInput(
            @NotBlank @Size(max = 64) String productCode,
            @Size(max = 64) @Nullable String supportTier,
            @Nullable String term,
            @NotBlank @Size(max = 128) String updatedBy) {}

    public record ProductMappingView(
            String connection,
            String productKey,
            String productCode,
            @Nullable String supportTier,
            String term,
            Instant updatedAt,
            String updatedBy) {}

    public record PriceMappingInput(
            @NotBlank @Size(max = 64) String priceLevel,
            @NotBlank @Size(max = 128) String updatedBy) {}

    public record PriceMappingView(
            String productCode, String currency, String priceLevel, Instant updatedAt, String updatedBy) {}

    /** @param released how many deals go on because of it */
    public record Saved(int released) {}

    @PUT
    @Path("/product-mappings/{connection}/{productKey}")
    @Operation(summary = "Say which of the company's products a CRM's product is")
    public Uni<Saved> saveProduct(
            @PathParam("connection") String connection,
            @PathParam("productKey") String productKey,
            @Valid @NotNull ProductMappingInput input) {
        var mapping = new ProductMapping();
        mapping.connection = connection;
        mapping.productKey = productKey;
        mapping.productCode = input.productCode();
        mapping.supportTier = input.supportTier();
        mapping.term = period(input.term());
        mapping.updatedAt = clock.instant();
        mapping.updatedBy = input.updatedBy();
        var formerCode = new AtomicReference<@Nullable String>();
        return Panache.withTransaction(() -> Panache.getSession()
                        .chain(session -> session.find(
                                        ProductMapping.class, new ProductMapping.Key(connection, productKey))
                                .invoke(former -> formerCode.set(former == null ? null : former.productCode))
                                .chain(() -> session.merge(mapping))))
                .chain(() -> releases.release(MapProducts.productNeed(connection, productKey)))
                .chain(released -> {
                    var former = formerCode.get();
                    return former == null || former.equals(input.productCode())
                            ? Uni.createFrom().item(released)
                            : releases.releaseRemapped(connection, former).map(others -> released + others);
                })
                .map(Saved::new);
    }

    @PUT
    @Path("/price-mappings/{productCode}/{currency}")
    @Operation(summary = "Say on which price list of the ERP a product is sold in a currency")
    public Uni<Saved> savePrice(
            @PathParam("productCode") String productCode,
            @PathParam("currency") String currency,
            @Valid @NotNull PriceMappingInput input) {
        var mapping = new PriceMapping();
        mapping.productCode = productCode;
        mapping.currency = currency(currency).getCurrencyCode();
        mapping.priceLevel = input.priceLevel();
        mapping.updatedAt = clock.instant();
        mapping.updatedBy = input.updatedBy();
        return merge(mapping)
                .chain(() -> releases.release(MapProducts.priceNeed(productCode, currency(currency))))
                .map(Saved::new);
    }

    @GET
    @Path("/product-mappings")
    @WithSession
    @Operation(summary = "All product mappings")
    public Uni<List<ProductMappingView>> products() {
        return Panache.getSession()
                .chain(session -> session.createQuery(
                                "from ProductMapping order by connection, productKey", ProductMapping.class)
                        .getResultList())
                .map(mappings ->
                        mappings.stream().map(ReferenceDataResource::view).toList());
    }

    @GET
    @Path("/price-mappings")
    @WithSession
    @Operation(summary = "All price mappings")
    public Uni<List<PriceMappingView>> prices() {
        return Panache.getSession()
                .chain(session -> session.createQuery(
                                "from PriceMapping order by productCode, currency", PriceMapping.class)
                        .getResultList())
                .map(mappings ->
                        mappings.stream().map(ReferenceDataResource::view).toList());
    }

    private static Uni<Void> merge(Object mapping) {
        return Panache.withTransaction(() -> Panache.getSession().chain(session -> session.merge(mapping)))
                .replaceWithVoid();
    }

    private static Currency currency(String code) {
        try {
            return Money.currency(code);
        } catch (IllegalArgumentException unknown) {
            throw ProblemException.of(400, "invalid-request", String.valueOf(unknown.getMessage()));
        }
    }

    private static String period(@Nullable String term) {
        try {
            var period = term == null ? Period.ZERO : Period.parse(term);
            if (period.isNegative()) {
                throw ProblemException.of(400, "invalid-request", "term is negative");
            }
            return period.toString();
        } catch (DateTimeParseException malformed) {
            throw ProblemException.of(400, "invalid-request", "term is not an ISO 8601 period such as P1Y");
        }
    }

    private static ProductMappingView view(ProductMapping mapping) {
        return new ProductMappingView(
                mapping.connection,
                mapping.productKey,
                mapping.productCode,
                mapping.supportTier,
                mapping.term,
                mapping.updatedAt,
                mapping.updatedBy);
    }

    private static PriceMappingView view(PriceMapping mapping) {
        return new PriceMappingView(
                mapping.productCode, mapping.currency, mapping.priceLevel, mapping.updatedAt, mapping.updatedBy);
    }
}
