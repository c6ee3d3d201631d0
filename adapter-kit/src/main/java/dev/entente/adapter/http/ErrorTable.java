package dev.entente.adapter.http;

import java.util.Optional;

/** What a vendor's answers mean, by the vendor's own error table and not by HTTP status alone. Pure. */
@FunctionalInterface
public interface ErrorTable {

    /**
     * The failure that an answer stands for, with what it proves about the record, the credentials or the outcome; empty
     * for success, also where a vendor reports success as an error.
     */
    Optional<VendorFailure> classify(VendorResponse response);
}
