package dev.entente.adapter.connection;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The accounts that this adapter serves: {@code entente.connections.<name>.…}. Changes need a restart. */
@ConfigMapping(prefix = "entente")
public interface ConnectionsConfig {

    /** By connection name: letters, digits, {@code -}, {@code _}; the name appears in messages, URLs and metrics. */
    Map<String, Account> connections();

    /** One account at one vendor. */
    interface Account {

        /** The vendor's name as its connector registers it, for example {@code hubspot}. */
        @NotBlank
        String vendor();

        /** Root of the vendor's API, without a trailing slash. */
        URI baseUrl();

        /** Where this account's data may be kept; travels on every message. */
        @WithDefault("default")
        String region();

        /**
         * The URL that the vendor was told to call, as the vendor sees it. Signatures that cover the URL are checked against
         * this, never against a Host header. Required for vendors that sign the URL.
         */
        Optional<URI> publicUrl();

        /** Files that hold webhook secrets; two while a secret is rotated. Read again when they change. */
        Optional<List<Path>> webhookSecretFiles();

        /** Credential name to the file that holds it; the vendor's page in docs/operations names them. Read again on change. */
        Map<String, Path> credentialFiles();

        /** Vendor-specific settings; the vendor's page in docs/operations names them. */
        Map<String, String> settings();

        /** Requests in flight at the vendor at the same time, 1 to 100; further ones wait. */
        @WithDefault("5")
        @Min(1)
        @Max(100)
        int concurrency();

        /** How long one request may take in all, from connecting to the last byte. */
        @WithDefault("PT15S")
        Duration timeout();
    }
}
