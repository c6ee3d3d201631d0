package dev.entente.contracts.model;

import org.jspecify.annotations.Nullable;

/**
 * Where bills go. Only the country is always known.
 *
 * @param country ISO 3166-1 alpha-2, upper case
 */
public record PostalAddress(
        @Nullable String street,
        @Nullable String postalCode,
        @Nullable String city,
        @Nullable String region,
        String country) {

    public PostalAddress {
        Require.that(
                Require.present(country, "country").matches("[A-Z]{2}"),
                "country '" + country + "' is not a two-letter ISO code");
    }
}
