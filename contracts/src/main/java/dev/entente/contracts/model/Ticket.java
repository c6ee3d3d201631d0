package dev.entente.contracts.model;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * A request for support, as the support tool last showed it.
 *
 * @param reference the ticket in the support tool
 * @param key absent for tickets that people opened
 * @param requesterEmail of the person who asked; absent when the tool does not show it
 * @param customer the company in the CRM, when the ticket names one
 * @param changedAt when anything of it changed last
 * @param version the tool's own mark of this state, for changes that must not overwrite others'
 */
public record Ticket(
        ObjectReference reference,
        @Nullable TicketKey key,
        String subject,
        TicketStatus status,
        @Nullable String requesterEmail,
        @Nullable ObjectReference customer,
        Instant changedAt,
        String version) {

    public Ticket {
        Require.present(reference, "ticket reference");
        Require.text(subject, 255, "ticket subject");
        Require.present(status, "ticket status");
        Require.present(changedAt, "time of change");
        Require.text(version, 64, "ticket version");
    }
}
