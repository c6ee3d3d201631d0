package dev.entente.sandbox.demo;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Computes what Entente documents: an order's key follows from its deal. Written anew here, as a check. */
public final class OrderKeys {

    private static final String ALPHABET = "0123456789abcdefghijklmnopqrstuv";

    private OrderKeys() {}

    public static String of(String connection, String deal) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (var part : new String[] {"order", connection, deal}) {
                var bytes = part.getBytes(StandardCharsets.UTF_8);
                digest.update(ByteBuffer.allocate(4).putInt(bytes.length).flip());
                digest.update(bytes);
            }
            var bits = new java.math.BigInteger(1, digest.digest()).shiftRight(256 - 130);
            var key = new StringBuilder();
            for (int at = 25; at >= 0; at--) {
                key.append(ALPHABET.charAt(bits.shiftRight(5 * at).intValue() & 31));
            }
            return key.toString();
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
