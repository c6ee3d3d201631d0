package dev.entente.contracts.message;

/** A record that does not follow the contract. Its text says in one sentence what is wrong, without quoting the payload. */
public final class UnreadableMessage extends Exception {

    private static final long serialVersionUID = 1L;

    public UnreadableMessage(String reason) {
        super(reason);
    }

    /** What is wrong, for a dead letter. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
