package dev.entente.service.testing.port;

/** A property of a port. What a vendor offers for it may differ, the outcome may not. */
public enum Property {
    UPSERT_RACES("four upserts at once make one record"),
    LOST_ANSWERS("a repetition after a lost answer changes nothing"),
    STALE_WRITES("an edit made meanwhile by others is not lost"),
    ILLEGAL_TRANSITIONS("a step that is not allowed is refused and changes nothing"),
    BUSINESS_REFUSALS("what the business refuses is invalid, in words"),
    PERMISSION_REFUSALS("a missing right is denied"),
    THROTTLING("'not now' is throttled, and passes"),
    PAGING("a feed of several pages is read whole"),
    UNICODE("every letter arrives"),
    DECIMALS("amounts are exact"),
    TIME_ZONES("a day stays the day it was"),
    CLOCKS("a clock of ours that is ten minutes off hides no change"),
    ORDER_OF_NEWS("what is told of a record is numbered: the older of two is known by its number"),
    DRY_RUNS("a dry run shows what would be written, and writes nothing");

    private final String sentence;

    Property(String sentence) {
        this.sentence = sentence;
    }

    public String sentence() {
        return sentence;
    }
}
