package dev.entente.contracts.model;

import org.jspecify.annotations.Nullable;

/** Checks for compact constructors, with messages that name the attribute in business words. */
public final class Require {

    private Require() {}

    /** @throws IllegalArgumentException if {@code value} is absent, as it is when a payload lacks the attribute */
    public static <T> T present(@Nullable T value, String attribute) {
        if (value == null) {
            throw new IllegalArgumentException(attribute + " is missing");
        }
        return value;
    }

    /** @throws IllegalArgumentException if {@code value} is absent, blank, no text, or longer than {@code longest} characters */
    public static String text(@Nullable String value, int longest, String attribute) {
        var text = present(value, attribute);
        if (text.isBlank()) {
            throw new IllegalArgumentException(attribute + " is blank");
        }
        if (text.length() > longest) {
            throw new IllegalArgumentException(
                    attribute + " has " + text.length() + " characters, at most " + longest + " are allowed");
        }
        if (!storable(text).equals(text)) {
            throw new IllegalArgumentException(attribute + " contains characters that are no text");
        }
        return text;
    }

    /** What is said to people, made fit to be stored: longer text than {@code longest} characters is cut, what is no text replaced. */
    public static String sentence(@Nullable String value, int longest, String attribute) {
        var text = storable(present(value, attribute));
        if (text.length() <= longest) {
            return text;
        }
        var end = Character.isHighSurrogate(text.charAt(longest - 2)) ? longest - 2 : longest - 1;
        return text.substring(0, end) + "…";
    }

    /** The text with NUL and lone surrogates replaced: no database stores them, no UTF-8 carries them. */
    public static String storable(String text) {
        var clean = new StringBuilder(text.length());
        text.codePoints()
                .map(point -> point == 0 || (point >= 0xD800 && point <= 0xDFFF) ? 0xFFFD : point)
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }

    /** @throws IllegalArgumentException with {@code message} unless {@code holds} */
    public static void that(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
