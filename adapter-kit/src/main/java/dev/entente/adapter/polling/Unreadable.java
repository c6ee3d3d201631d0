package dev.entente.adapter.polling;

import dev.entente.adapter.http.VendorFailure;
import dev.entente.contracts.failure.Failure;

import java.time.DateTimeException;

/** One item of a feed that cannot be understood holds up no other. */
public final class Unreadable {

    private Unreadable() {}

    /** Whether a failure is about the item, and would be the same whenever it is read. */
    public static boolean is(Throwable failure) {
        return failure instanceof IllegalArgumentException
                || failure instanceof DateTimeException
                || (failure instanceof VendorFailure refusal && refusal.failure() instanceof Failure.Poison);
    }
}
