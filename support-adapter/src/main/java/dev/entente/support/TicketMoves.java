package dev.entente.support;

import dev.entente.contracts.failure.Failure;
import dev.entente.contracts.message.SupportCommand.MoveTicket;
import dev.entente.contracts.model.Ticket;

import java.util.Optional;

/** Which moves of tickets are allowed, the same for every support tool: some tools allow more. Pure. */
public final class TicketMoves {

    /** The ticket is not in the version that the change was decided on. */
    public static final Failure STALE =
            new Failure.Invalid("the ticket was changed by somebody else meanwhile; look at it again");

    private TicketMoves() {}

    /** Why the ticket may not be moved as it stands now; empty when it may. */
    public static Optional<Failure> refusal(Ticket ticket, MoveTicket move) {
        if (ticket.status() == move.status()) {
            return Optional.empty(); // it is there, perhaps by an earlier attempt whose answer was lost
        }
        if (move.version() != null && !move.version().equals(ticket.version())) {
            return Optional.of(STALE);
        }
        return ticket.status().mayBecome(move.status())
                ? Optional.empty()
                : Optional.of(
                        new Failure.Invalid("a ticket that is " + ticket.status() + " cannot become " + move.status()));
    }
}
