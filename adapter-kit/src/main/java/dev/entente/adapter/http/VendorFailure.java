package dev.entente.adapter.http;

import dev.entente.contracts.failure.Failure;

import java.util.Objects;

/** A vendor did not do what it was asked, in canonical words. */
public final class VendorFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Failure failure;
    private final Certainty certainty;

    /** What is certain about what the vendor did. */
    private enum Certainty {
        NOTHING_DONE,
        OUTCOME_UNKNOWN,
        NO_SUCH_RECORD,
        CREDENTIAL_REFUSED
    }

    private VendorFailure(Failure failure, Certainty certainty) {
        super(failure.reason(), null, false, false);
        this.failure = failure;
        this.certainty = certainty;
    }

    /** The vendor certainly did nothing. */
    public static VendorFailure refused(Failure failure) {
        return new VendorFailure(failure, Certainty.NOTHING_DONE);
    }

    /** The vendor may have done it: the answer was lost or says nothing about it. */
    public static VendorFailure unknown(Failure failure) {
        return new VendorFailure(failure, Certainty.OUTCOME_UNKNOWN);
    }

    /** The vendor answered that it has no such record: the one refusal that proves an absence. */
    static VendorFailure noSuchRecord(Failure failure) {
        return new VendorFailure(failure, Certainty.NO_SUCH_RECORD);
    }

    /** The vendor does not accept the credentials themselves, whatever they would permit. */
    static VendorFailure credentialRefused(Failure failure) {
        return new VendorFailure(failure, Certainty.CREDENTIAL_REFUSED);
    }

    /** Whether a failure says that the record does not exist, and nothing else. */
    public static boolean isNoSuchRecord(Throwable failure) {
        return failure instanceof VendorFailure refusal && refusal.certainty == Certainty.NO_SUCH_RECORD;
    }

    static boolean isCredentialRefused(Throwable failure) {
        return failure instanceof VendorFailure refusal && refusal.certainty == Certainty.CREDENTIAL_REFUSED;
    }

    public Failure failure() {
        return Objects.requireNonNull(failure, "failures are not serialized");
    }

    public boolean outcomeUnknown() {
        return certainty == Certainty.OUTCOME_UNKNOWN;
    }
}
