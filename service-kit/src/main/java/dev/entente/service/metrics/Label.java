package dev.entente.service.metrics;

import java.util.Locale;

/** What metrics are told apart by. Never an identity: a label has few values, and the same ones tomorrow. */
public enum Label {
    /** Why it failed: a class of {@code dev.entente.contracts.failure.Failure}. */
    CLASS("the class of a failure: transient, throttled, denied, invalid, poison"),
    CONNECTION("a connection, by its configured name"),
    CONSUMERGROUP("a consumer group on Kafka"),
    CURRENCY("ISO 4217"),
    FEED("what is asked for, and of which connection, for example orders/books"),
    KIND("why an instance is parked: a class of failures, deadline, decision, missing"),
    MILESTONE("a part of a workflow that the business cares about"),
    OPERATION("what is asked of a vendor, by the name in the vendor's package"),
    OUTCOME("what became of it"),
    PARTITION("of a topic, from 0"),
    REASON("unreadable: the record breaks its schema; defect: our handler failed"),
    STATE("of a workflow's machine"),
    STATUS("of an HTTP answer: 2xx to 5xx, none; of an instance: active, parked, paused, completed, cancelled"),
    TOPIC("on Kafka"),
    TYPE("of a message, as in CloudEvents"),
    VENDOR("a vendor, as in a connection's configuration"),
    WORKFLOW("by its name in the integration contract");

    private final String word = name().toLowerCase(Locale.ROOT);
    private final String meaning;

    Label(String meaning) {
        this.meaning = meaning;
    }

    /** As it stands in a scrape. */
    public String word() {
        return word;
    }

    public String meaning() {
        return meaning;
    }
}
