package dev.entente.contracts.message;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * Something to be done in one system, at most once visibly. The envelope's {@code intent} says which effect is meant: a
 * command repeated with the same intent must not have a second effect.
 */
public sealed interface Command extends Message permits CrmCommand, ErpCommand, SupportCommand {

    /** The kind of system that performs it. */
    @JsonIgnore
    default SystemKind system() {
        return switch (this) {
            case CrmCommand ignored -> SystemKind.CRM;
            case ErpCommand ignored -> SystemKind.ERP;
            case SupportCommand ignored -> SystemKind.SUPPORT;
        };
    }
}
