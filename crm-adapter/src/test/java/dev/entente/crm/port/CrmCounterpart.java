package dev.entente.crm.port;

import java.util.List;

/** The CRM behind a connector as its salespeople see it, and the switches on the way to it. */
interface CrmCounterpart {

    String connection();

    /** A line of a deal. */
    record Line(String sku, String quantity, String price) {}

    /** A deal of a company of the same name, won. */
    String wonDeal(String name, List<Line> lines);

    void takeBack(String deal);

    void rename(String deal, String name);

    /** @param moment ISO 8601 */
    void closedAt(String deal, String moment);

    String orderNumber(String deal);

    int timesTheOrderNumberChanged(String deal);

    /** What the connector does at the CRM. */
    enum Operation {
        READ_DEAL,
        CHANGE_DEAL
    }

    /** The next such request is done, and its answer lost. */
    void loseTheAnswerTo(Operation operation);

    /** The next such request waits before it is done. */
    void hold(Operation operation, int millis);

    /** Every such request, whoever makes it, is answered with a refusal for lack of quota. */
    void throttle(Operation operation);

    /** Nothing is refused or disturbed any more. */
    void letThrough();

    /** No deal is shown, for lack of a right. */
    void refuseRights();
}
