package dev.entente.adapter.http;

import dev.entente.contracts.failure.Failure;

import java.util.Objects;

/** A vendor did not do what it was asked, in canonical words. */
public final class VendorFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Failure failure;
    private final boolean outcomeUnknown;
    private final boolean recordUnknown;

    private VendorFailure(Failure failure, boolean outcomeUnknown, boolean recordUnknown) {
        super(failure.reason(), null, false, false);
        this.failure = failure;
        this.outcomeUnknown = outcomeUnknown;
        this.recordUnknown = recordUnknown;
    }

    /** The vendor certainly did nothing. */
    public static VendorFailure refused(Failure failure) {
        return new VendorFailure(failure, false, false);
    }

    /** The vendor may have done it: the answer was lost or says nothing about it. */
    public static VendorFailure unknown(Failure failure) {
        return new VendorFailure(failure, true, false);
    }

    /** The vendor answered that it has no such record: the one refusal that proves an absence. */
    static VendorFailure noSuchRecord(Failure failure) {
        return new VendorFailure(failure, false, true);
    }

    /** Whether a failure says that the record does not exist, and nothing else. */
    public static boolean isNoSuchRecord(Throwable failure) {
        return failure instanceof VendorFailure refusal && refusal.recordUnknown;
    }

    public Failure failure() {
        return Objects.requireNonNull(failure, "failures are not serialized");
    }

    public boolean outcomeUnknown() {
        return outcomeUnknown;
    }
}
