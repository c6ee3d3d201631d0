package dev.entente.adapter.http;

import java.util.Optional;
import java.util.OptionalLong;

/** What a vendor's answers mean, by the vendor's own error table and not by HTTP status alone. Pure. */
@FunctionalInterface
public interface ErrorTable {

    /**
     * The failure that an answer stands for, with what it proves about the record, the credentials or the outcome; empty
     * for success, also where a vendor reports success as an error.
     */
    Optional<VendorFailure> classify(VendorResponse response);

    /**
     * How many more requests the vendor says that it takes in its present window of time; empty when the answer does not
     * say.
     */
    default OptionalLong quotaLeft(VendorResponse response) {
        return OptionalLong.empty();
    }
}
