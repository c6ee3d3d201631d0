package dev.entente.contracts.message;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Identifiers that follow from what they identify, so that the same cause yields the same identifier however often it is
 * met: 26 lower-case letters and digits, the first 130 bits of a SHA-256.
 */
public final class Identifiers {

    private static final char[] ALPHABET = "0123456789abcdefghijklmnopqrstuv".toCharArray();
    private static final int LENGTH = 26;

    private Identifiers() {}

    /** Parts are length-prefixed: {@code ("a", "bc")} and {@code ("ab", "c")} differ. */
    public static String derive(String... parts) {
        var digest = sha256();
        for (var part : parts) {
            var bytes = part.getBytes(StandardCharsets.UTF_8);
            digest.update(
                    ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
            digest.update(bytes);
        }
        return encode(digest.digest());
    }

    /** Whether it has the form of what {@link #derive} and {@link #fingerprint} yield. */
    public static boolean isDerived(String text) {
        return text.length() == LENGTH
                && text.chars().allMatch(letter -> letter >= '0' && letter <= '9' || letter >= 'a' && letter <= 'v');
    }

    /** An identifier of exactly these bytes. */
    public static String fingerprint(byte[] content) {
        return encode(sha256().digest(content));
    }

    /**
     * The correlation id of all that happens because of one business object.
     *
     * @param connection where the object lives
     * @param kind what it is, for example {@code opportunity}
     * @param id its identifier there
     */
    public static String correlation(String connection, String kind, String id) {
        return derive("correlation", connection, kind, id);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java runtime has SHA-256", impossible);
        }
    }

    private static String encode(byte[] hash) {
        var text = new StringBuilder(LENGTH);
        long buffer = 0;
        int bits = 0;
        for (int at = 0; text.length() < LENGTH; at++) {
            buffer = (buffer << 8) | (hash[at] & 0xff);
            bits += 8;
            while (bits >= 5 && text.length() < LENGTH) {
                bits -= 5;
                text.append(ALPHABET[(int) (buffer >>> bits) & 31]);
            }
        }
        return text.toString();
    }
}
