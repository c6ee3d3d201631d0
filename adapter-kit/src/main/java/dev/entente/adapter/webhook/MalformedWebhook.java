package dev.entente.adapter.webhook;

/** A genuine delivery that does not follow the vendor's protocol. The message is safe to show to the sender. */
public final class MalformedWebhook extends Exception {

    private static final long serialVersionUID = 1L;

    public MalformedWebhook(String reason) {
        super(reason, null, false, false);
    }
}
