package dev.entente.orchestrator.quotetocash;

/** A person gives the deal up; an order that exists is closed in the ERP first. */
public record CancelRequested(String who, String why) {

    String reason() {
        return why + " (" + who + ")";
    }
}
