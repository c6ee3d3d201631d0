package dev.entente.images;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * As much of the OCI distribution specification as pushing and pulling need, behind a certificate that it signed itself; everything
 * stays in memory, and digests are checked.
 */
final class ImageRegistry implements AutoCloseable {

    private record Content(String type, byte[] bytes) {}

    private final Map<String, Content> blobs = new ConcurrentHashMap<>();
    private final Map<String, Content> manifests = new ConcurrentHashMap<>();
    private final Map<String, ByteArrayOutputStream> uploads = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpsServer server;

    /** @param directory for the certificate */
    ImageRegistry(Path directory) throws IOException, GeneralSecurityException, InterruptedException {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(ofItsOwn(directory.resolve("certificate.p12"))));
        server.setExecutor(threads);
        server.createContext("/v2/", this::answer);
        server.start();
    }

    private static SSLContext ofItsOwn(Path store) throws IOException, GeneralSecurityException, InterruptedException {
        var password = "changeit";
        new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=127.0.0.1",
                        "-alias",
                        "registry",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        password,
                        "-keystore",
                        store.toString())
                .inheritIO()
                .start()
                .waitFor();
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(KeyStore.getInstance(store.toFile(), password.toCharArray()), password.toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    String host() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** @param reference a tag or a digest */
    JsonNode manifest(String repository, String reference) {
        try {
            return new ObjectMapper()
                    .readTree(manifests.get(repository + "/" + reference).bytes());
        } catch (IOException malformed) {
            throw new UncheckedIOException(malformed);
        }
    }

    boolean has(String digest) {
        return blobs.containsKey(digest);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath().substring("/v2/".length());
            var parts = path.split("/(?=blobs/|manifests/)", 2);
            var repository = parts[0];
            var last = path.substring(path.lastIndexOf('/') + 1);
            if (path.isEmpty()) {
                exchange.sendResponseHeaders(200, -1);
            } else if (parts[1].startsWith("blobs/uploads/")) {
                upload(exchange, repository, last);
            } else if (exchange.getRequestMethod().equals("PUT")) {
                var content = new Content(
                        exchange.getRequestHeaders().getFirst("Content-Type"),
                        exchange.getRequestBody().readAllBytes());
                manifests.put(repository + "/" + last, content);
                manifests.put(repository + "/" + digest(content.bytes()), content);
                exchange.sendResponseHeaders(201, -1);
            } else {
                give(
                        exchange,
                        Optional.ofNullable(
                                parts[1].startsWith("blobs/")
                                        ? blobs.get(last)
                                        : manifests.get(repository + "/" + last)));
            }
        }
    }

    private void upload(HttpExchange exchange, String repository, String id) throws IOException {
        switch (exchange.getRequestMethod()) {
            case "POST" -> {
                var number = Long.toString(numbers.incrementAndGet());
                uploads.put(number, new ByteArrayOutputStream());
                located(exchange, repository, number, 202);
            }
            case "PATCH" -> {
                exchange.getRequestBody().transferTo(uploads.get(id));
                located(exchange, repository, id, 202);
            }
            case "PUT" -> {
                var bytes = uploads.remove(id).toByteArray();
                var said = exchange.getRequestURI().getQuery().replaceAll(".*digest=([^&]+).*", "$1");
                if (said.equals(digest(bytes))) {
                    blobs.put(said, new Content("application/octet-stream", bytes));
                    located(exchange, repository, id, 201);
                } else {
                    exchange.sendResponseHeaders(400, -1);
                }
            }
            default -> exchange.sendResponseHeaders(405, -1);
        }
    }

    private static void located(HttpExchange exchange, String repository, String id, int status) throws IOException {
        exchange.getResponseHeaders().set("Location", "/v2/" + repository + "/blobs/uploads/" + id);
        exchange.sendResponseHeaders(status, -1);
    }

    private static void give(HttpExchange exchange, Optional<Content> content) throws IOException {
        if (content.isEmpty()) {
            exchange.sendResponseHeaders(404, -1);
            return;
        }
        var bytes = content.get().bytes();
        exchange.getResponseHeaders().set("Content-Type", content.get().type());
        exchange.getResponseHeaders().set("Docker-Content-Digest", digest(bytes));
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(bytes.length));
            exchange.sendResponseHeaders(200, -1);
        } else {
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static String digest(byte[] bytes) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
