package dev.entente.adapter.http;

import dev.entente.contracts.failure.Failure;

import java.util.Objects;

/** A vendor did not do what it was asked, in canonical words. */
public final class VendorFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Failure failure;
    private final Certainty certainty;

    /** What is certain about what the vendor did, and why it did not. */
    private enum Certainty {
        NOTHING_DONE,
        OUTCOME_UNKNOWN,
        NO_SUCH_RECORD,
        CHANGED_MEANWHILE,
        CREDENTIAL_REFUSED,
        TOO_LATE
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

    /** The vendor has no such record: the one refusal that proves an absence. */
    public static VendorFailure noSuchRecord(Failure failure) {
        return new VendorFailure(failure, Certainty.NO_SUCH_RECORD);
    }

    /** The record is not as it was when it was read: read it again and decide again. Nothing was done. */
    public static VendorFailure changedMeanwhile(Failure failure) {
        return new VendorFailure(failure, Certainty.CHANGED_MEANWHILE);
    }

    /** Nothing was sent, because somebody else may be at it: this says nothing about the vendor. */
    static VendorFailure tooLate(Failure failure) {
        return new VendorFailure(failure, Certainty.TOO_LATE);
    }

    /** The vendor does not accept the credentials themselves, whatever they would permit. */
    public static VendorFailure credentialRefused(Failure failure) {
        return new VendorFailure(failure, Certainty.CREDENTIAL_REFUSED);
    }

    /** For vendors whose status says what HTTP means by it: 401 the credentials, 404 an absence, 412 a change meanwhile. */
    public static VendorFailure byStatus(int status, Failure failure) {
        return switch (status) {
            case 401 -> credentialRefused(failure);
            case 404 -> noSuchRecord(failure);
            case 412 -> changedMeanwhile(failure);
            default -> refused(failure);
        };
    }

    /** Whether a failure says that the record does not exist, and nothing else. */
    public static boolean isNoSuchRecord(Throwable failure) {
        return failure instanceof VendorFailure refusal && refusal.certainty == Certainty.NO_SUCH_RECORD;
    }

    /** Whether a failure says that somebody else was faster. */
    public static boolean isChangedMeanwhile(Throwable failure) {
        return failure instanceof VendorFailure refusal && refusal.certainty == Certainty.CHANGED_MEANWHILE;
    }

    static boolean isTooLate(Throwable failure) {
        return failure instanceof VendorFailure refusal && refusal.certainty == Certainty.TOO_LATE;
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
