package dev.entente.contracts.message;

import org.jspecify.annotations.Nullable;

/**
 * Says all there is to say about its object: once a later message of the same type and subject has been dealt with, an earlier one
 * has nothing to add.
 */
public interface Replacing {

    /**
     * Which of two messages of a type about one object is the later one, when both are numbered and not alike: the one with the higher
     * number. Absent when only the time of the messages can tell.
     */
    default @Nullable Long edition() {
        return null;
    }
}
