package dev.entente.endtoend.faults;

import dev.entente.endtoend.Program;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;

/** Speaks TLS before a vendor that does not, with a good certificate or with a bad one. */
final class TlsFront implements AutoCloseable {

    /** What it shows to those who call. */
    enum Certificate {
        GOOD("-signer", "authority", "-ext", "san=ip:127.0.0.1"),
        EXPIRED("-signer", "authority", "-ext", "san=ip:127.0.0.1", "-startdate", "-10d", "-validity", "5"),
        OF_ANOTHER_HOST("-signer", "authority", "-ext", "san=dns:erp.example.com"),
        NOBODY_VOUCHES_FOR("-ext", "san=ip:127.0.0.1");

        private final List<String> how;

        Certificate(String... how) {
            this.how = List.of(how);
        }
    }

    private static final String PASSWORD = "changeit";

    private final Path directory;
    private final int target;
    private final Callers callers;
    private final KeyStore certificates;
    private final Map<Certificate, AtomicInteger> shownTo = new ConcurrentHashMap<>();
    private final Map<Certificate, AtomicInteger> heard = new ConcurrentHashMap<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile Certificate shown = Certificate.EXPIRED;

    TlsFront(Path directory, int target) throws IOException, GeneralSecurityException {
        this.directory = Files.createDirectories(directory);
        this.target = target;
        Files.deleteIfExists(directory.resolve("certificates.p12"));
        generate("authority", List.of("-ext", "bc:c"));
        for (var certificate : Certificate.values()) {
            generate(certificate.name(), certificate.how);
        }
        this.certificates =
                KeyStore.getInstance(directory.resolve("certificates.p12").toFile(), PASSWORD.toCharArray());
        writeTrust();
        this.callers = new Callers(0);
        callers.take(this::serve);
    }

    private void generate(String alias, List<String> further) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                alias,
                "-dname",
                "CN=" + alias,
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                "certificates.p12"));
        command.addAll(further);
        var made = Program.run(directory, command.toArray(String[]::new));
        assertThat(made.code()).as(made.toString()).isZero();
    }

    private void writeTrust() throws IOException, GeneralSecurityException {
        var trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry("authority", certificates.getCertificate("authority"));
        try (var file = Files.newOutputStream(trust())) {
            trust.store(file, PASSWORD.toCharArray());
        }
    }

    /** A PKCS 12 file with the authority that vouches for all but one of the certificates. */
    Path trust() {
        return directory.resolve("trust.p12");
    }

    String password() {
        return PASSWORD;
    }

    String url() {
        return "https://127.0.0.1:" + callers.port();
    }

    /** To those who call from now on; those who are connected have to call again. */
    void show(Certificate certificate) throws IOException {
        shown = certificate;
        for (var caller : open) {
            caller.close();
        }
    }

    /** How many callers said something to whoever showed the certificate. */
    int heard(Certificate certificate) {
        return heard.getOrDefault(certificate, new AtomicInteger()).get();
    }

    /** How many callers it was shown to. */
    int shown(Certificate certificate) {
        return shownTo.getOrDefault(certificate, new AtomicInteger()).get();
    }

    private void serve(Socket caller) {
        var certificate = shown;
        shownTo.computeIfAbsent(certificate, ignored -> new AtomicInteger()).incrementAndGet();
        open.add(caller);
        try (caller;
                var secure = context(certificate).getSocketFactory().createSocket(caller, null, true);
                var called = new Socket(InetAddress.getLoopbackAddress(), target)) {
            var request = secure.getInputStream();
            var first = request.read();
            if (first < 0) {
                return;
            }
            heard.computeIfAbsent(certificate, ignored -> new AtomicInteger()).incrementAndGet();
            called.getOutputStream().write(first);
            Thread.ofVirtual().start(() -> passOn(request, called));
            called.getInputStream().transferTo(secure.getOutputStream());
        } catch (IOException refused) {
            // The caller does not like the certificate, or either side has left.
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        } finally {
            open.remove(caller);
        }
    }

    private static void passOn(InputStream from, Socket to) {
        try {
            OutputStream target = to.getOutputStream();
            from.transferTo(target);
            to.shutdownOutput();
        } catch (IOException ended) {
            // Either side may leave at any time.
        }
    }

    private SSLContext context(Certificate certificate) throws GeneralSecurityException, IOException {
        var alias = certificate.name().toLowerCase(java.util.Locale.ROOT);
        var one = KeyStore.getInstance("PKCS12");
        one.load(null, null);
        one.setKeyEntry(
                alias,
                certificates.getKey(alias, PASSWORD.toCharArray()),
                PASSWORD.toCharArray(),
                certificates.getCertificateChain(alias));
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(one, PASSWORD.toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    @Override
    public void close() {
        callers.close();
    }
}
