package dev.entente.adapter.connection;

import dev.entente.contracts.message.Attributes.Origin;
import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One account at one vendor, as configured.
 *
 * @param publicUrl the URL that the vendor calls, as the vendor sees it
 * @param webhookSecrets one, or two during a rotation; empty when the vendor sends no webhooks here
 */
public record Connection(
        String name,
        String vendor,
        String region,
        URI baseUrl,
        @Nullable URI publicUrl,
        List<SecretFile> webhookSecrets,
        Map<String, SecretFile> credentials,
        Map<String, String> settings,
        int concurrency,
        Duration timeout) {

    public Origin origin() {
        return new Origin(name, region);
    }

    /** @throws IllegalStateException naming the missing credential */
    public SecretFile credential(String credential) {
        var file = credentials.get(credential);
        if (file == null) {
            throw new IllegalStateException(
                    "connection " + name + " needs entente.connections." + name + ".credential-files." + credential);
        }
        return file;
    }

    /** @throws IllegalStateException naming the missing setting */
    public String setting(String setting) {
        var value = settings.get(setting);
        if (value == null) {
            throw new IllegalStateException(
                    "connection " + name + " needs entente.connections." + name + ".settings." + setting);
        }
        return value;
    }

    public String setting(String setting, String otherwise) {
        return settings.getOrDefault(setting, otherwise);
    }

    /** The same account, waited for longer or less long. */
    public Connection withTimeout(Duration other) {
        return new Connection(
                name, vendor, region, baseUrl, publicUrl, webhookSecrets, credentials, settings, concurrency, other);
    }

    static Connection of(String name, ConnectionsConfig.Account account) {
        return new Connection(
                name,
                account.vendor(),
                account.region(),
                account.baseUrl(),
                account.publicUrl().orElse(null),
                account.webhookSecretFiles().orElse(List.of()).stream()
                        .map(SecretFile::new)
                        .toList(),
                account.credentialFiles().entrySet().stream()
                        .collect(java.util.stream.Collectors.toUnmodifiableMap(
                                Map.Entry::getKey, entry -> new SecretFile(entry.getValue()))),
                Map.copyOf(account.settings()),
                account.concurrency(),
                account.timeout());
    }
}
