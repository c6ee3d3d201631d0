package dev.entente.sandbox.launch;

/**
 * How much the simulated vendors allow, and how patient they and the adapters are.
 *
 * @param hubspotPer10Seconds requests of one app
 * @param netsuiteConcurrency requests in flight
 * @param zendeskPerMinute requests of the account
 * @param webhookRetrySpread over which HubSpot spreads its ten retries, ISO 8601
 * @param vendorTimeout how long an adapter waits for a simulated vendor, ISO 8601
 * @param realVendorTimeout how long for a real one, which has to share the machine, ISO 8601
 * @param feedPage how many changes an adapter reads at once
 */
public record Limits(
        int hubspotPer10Seconds,
        int netsuiteConcurrency,
        int zendeskPerMinute,
        String webhookRetrySpread,
        String vendorTimeout,
        String realVendorTimeout,
        int feedPage) {

    /** For the demo: real quotas, less patience. */
    public static final Limits DEMO = new Limits(100, 5, 400, "PT1M", "PT5S", "PT15S", 100);

    /** For volume: accounts that allow what the machine can do. */
    public static final Limits GENEROUS = new Limits(100_000, 16, 100_000, "PT1M", "PT5S", "PT15S", 100);

    /** For tests of one service: as generous, with pages so small that every feed has several. */
    public static final Limits COMPONENT = new Limits(100_000, 16, 100_000, "PT1M", "PT5S", "PT10S", 3);
}
