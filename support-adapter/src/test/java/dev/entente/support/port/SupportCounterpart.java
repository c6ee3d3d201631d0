package dev.entente.support.port;

import dev.entente.adapter.connection.Connection;
import dev.entente.sandbox.demo.SupportDesk;
import dev.entente.sandbox.demo.Vendors;
import dev.entente.service.testing.Foundation;

import java.time.Duration;
import java.util.List;

/** The support tool behind a connector, simulated or real, as its own people see it; and the switches on the way to it. */
interface SupportCounterpart {

    String connection();

    SupportDesk desk();

    /** What the connector does at the tool. */
    enum Operation {
        MAKE_ENTITLEMENT,
        CHANGE_ENTITLEMENT,
        MAKE_TICKET,
        MOVE_TICKET,
        COMMENT,
        READ_TICKET
    }

    /** The simulator or the relay that has the switches. */
    String system();

    /** Which requests do that, as a pattern of method and path. */
    String requests(Operation operation);

    /** The next such request is done, and its answer lost. */
    default void loseTheAnswerTo(Operation operation) {
        switches().loseNextAnswer(system(), requests(operation));
    }

    /** The next such request waits before it is done. */
    default void hold(Operation operation, int millis) {
        switches().holdNext(system(), requests(operation), millis);
    }

    /** The next such request waits, before it is done, for all to be let through. */
    default void stop(Operation operation) {
        switches().stopNextBefore(system(), requests(operation));
    }

    default void awaitStopped() {
        switches().awaitBarrier(system(), Duration.ofSeconds(20));
    }

    /** Every such request, whoever makes it, is answered with a refusal for lack of quota. */
    default void throttle(Operation operation) {
        switches().answerAll(system(), requests(operation), 429);
    }

    /** Nothing is refused, stopped or disturbed any more. */
    default void letThrough() {
        switches().openBarrier(system());
        switches().repair(system());
    }

    private static Vendors switches() {
        return new Vendors(Foundation.topology());
    }

    /** An agent notes something on what shows a customer's entitlement. */
    void noteOnCustomer(String customerName, String note);

    String noteOnCustomer(String customerName);

    /** An agent changes something else about a ticket. */
    void renameTicket(String id, String subject);

    String subjectOfTicket(String id);

    /** How many tickets stand under a key. */
    int tickets(String key);

    /** The texts of the comments that only agents see. */
    List<String> internalComments(String ticket);

    /** The same connection with credentials that may look and not change. */
    Connection withoutRights(Connection connection);

    /** Makes the tool refuse the next request for lack of a right, where credentials cannot be chosen. */
    default void refuseRights() {}
}
