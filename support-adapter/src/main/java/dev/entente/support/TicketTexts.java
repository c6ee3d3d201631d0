package dev.entente.support;

import dev.entente.contracts.model.Require;

/** Texts that people wrote into a support tool, made fit for a ticket. Pure. */
public final class TicketTexts {

    private static final int LONGEST_SUBJECT = 255;

    private TicketTexts() {}

    /** The subject, cut to 255 characters; what cannot be stored is replaced, and nothing becomes "(no subject)". */
    public static String subject(String written) {
        var storable = Require.storable(written);
        if (storable.isBlank()) {
            return "(no subject)";
        }
        if (storable.length() <= LONGEST_SUBJECT) {
            return storable;
        }
        var end = LONGEST_SUBJECT - 1;
        return storable.substring(0, Character.isHighSurrogate(storable.charAt(end - 1)) ? end - 1 : end) + "…";
    }
}
