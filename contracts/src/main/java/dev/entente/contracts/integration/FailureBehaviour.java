package dev.entente.contracts.integration;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What happens to an instance whose step failed. */
public enum FailureBehaviour {
    /** Try again by the step's retry policy; parked for the step's owner when the attempts are used up. */
    @JsonProperty("retry")
    RETRY,
    /** Try again when the quota allows; no attempt is used up. */
    @JsonProperty("wait")
    WAIT,
    /** Parked for the owner of the connection. */
    @JsonProperty("park-for-connection-owner")
    PARK_FOR_CONNECTION_OWNER,
    /** Parked for the owner of the step. */
    @JsonProperty("park-for-step-owner")
    PARK_FOR_STEP_OWNER
}
