package dev.entente.crm.hubspot;

/** HubSpot's words for kinds of objects, and ours. */
final class HubspotNames {

    private HubspotNames() {}

    /** @param objectTypeId set on the generic {@code object.*} events: {@code 0-3} is a deal */
    static String kindOf(String subscriptionType, String objectTypeId) {
        var object = subscriptionType.substring(0, Math.max(0, subscriptionType.indexOf('.')));
        return switch (object.equals("object") ? objectTypeId : object) {
            case "deal", "0-3" -> "opportunity";
            case "company", "0-2" -> "company";
            case "contact", "0-1" -> "contact";
            case "line_item", "0-8" -> "line-item";
            default -> "other";
        };
    }
}
