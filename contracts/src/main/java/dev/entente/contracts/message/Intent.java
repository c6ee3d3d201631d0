package dev.entente.contracts.message;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which effect a command means, written {@code flow:step}. Every attempt of a step has the same intent. Steps of one flow
 * come one after the other, so that a step is worth nothing any more once a later one was begun: whoever performs commands
 * can tell a straggler from the next in line.
 *
 * @param flow one run of one workflow
 * @param step counts from 1
 */
public record Intent(String flow, int step) {

    private static final Pattern FORM = Pattern.compile("(.{1,200}):(\\d{1,9})");

    /** Empty for an intent of another form, which belongs to no flow. */
    public static Optional<Intent> parse(String text) {
        var match = FORM.matcher(text);
        return match.matches()
                ? Optional.of(new Intent(match.group(1), Integer.parseInt(match.group(2))))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return flow + ":" + step;
    }
}
