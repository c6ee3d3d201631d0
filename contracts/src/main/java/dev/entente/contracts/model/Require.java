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

    /** @throws IllegalArgumentException if {@code value} is absent, blank, or longer than {@code longest} characters */
    public static String text(@Nullable String value, int longest, String attribute) {
        var text = present(value, attribute);
        if (text.isBlank()) {
            throw new IllegalArgumentException(attribute + " is blank");
        }
        if (text.length() > longest) {
            throw new IllegalArgumentException(
                    attribute + " has " + text.length() + " characters, at most " + longest + " are allowed");
        }
        return text;
    }

    /** @throws IllegalArgumentException with {@code message} unless {@code holds} */
    public static void that(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
