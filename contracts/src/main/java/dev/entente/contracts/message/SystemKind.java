package dev.entente.contracts.message;

import com.fasterxml.jackson.annotation.JsonValue;

import java.util.Locale;

/** The three kinds of system that are kept in agreement. Each has its own topics and its own adapter service. */
public enum SystemKind {
    CRM,
    ERP,
    SUPPORT;

    /** {@code crm}, {@code erp}, {@code support}: the first part of every topic name. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What vendors sent, byte for byte; short retention. */
    public String inboundTopic() {
        return word() + ".inbound";
    }

    /** The consumer group of the adapter's replicas that translate it. */
    public String inboundGroup() {
        return word() + "-adapter-inbound";
    }

    /** The consumer group of the adapter's replicas that perform commands. */
    public String commandsGroup() {
        return word() + "-adapter-commands";
    }

    /** What happened there, in canonical words. */
    public String eventsTopic() {
        return word() + ".events";
    }

    /** What shall be done there. */
    public String commandsTopic() {
        return word() + ".commands";
    }

    /** Records of the three topics above that nobody could read. */
    public String deadLettersTopic() {
        return word() + ".deadletters";
    }
}
