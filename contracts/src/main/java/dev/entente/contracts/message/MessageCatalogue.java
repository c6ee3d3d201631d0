package dev.entente.contracts.message;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which CloudEvents type stands for which record. A breaking change of a record is a new record with a new type version
 * beside the old one.
 */
public final class MessageCatalogue {

    private static final String PREFIX = "dev.entente.";

    private static final Map<String, Class<? extends Message>> BY_TYPE = catalogue();
    private static final Map<Class<? extends Message>, String> BY_CLASS =
            BY_TYPE.entrySet().stream().collect(Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey));

    private static final Set<String> REPLACING = replacing();

    private MessageCatalogue() {}

    private static Map<String, Class<? extends Message>> catalogue() {
        var types = new LinkedHashMap<String, Class<? extends Message>>();
        types.put(PREFIX + "opportunity.won.v1", CrmEvent.OpportunityWon.class);
        types.put(PREFIX + "opportunity.refused.v1", CrmEvent.OpportunityRefused.class);
        types.put(PREFIX + "opportunity.reopened.v1", CrmEvent.OpportunityReopened.class);
        types.put(PREFIX + "opportunity.unread.v1", CrmEvent.OpportunityUnread.class);
        types.put(PREFIX + "opportunity.read.v1", CrmCommand.ReadOpportunity.class);
        types.put(PREFIX + "opportunity.record-order.v1", CrmCommand.RecordOrder.class);
        types.put(PREFIX + "opportunity.order-recorded.v1", CrmEvent.OrderRecorded.class);
        types.put(PREFIX + "customer.ensure.v1", ErpCommand.EnsureCustomer.class);
        types.put(PREFIX + "customer.ensured.v1", ErpEvent.CustomerEnsured.class);
        types.put(PREFIX + "order.price.v1", ErpCommand.PriceOrder.class);
        types.put(PREFIX + "order.priced.v1", ErpEvent.OrderPriced.class);
        types.put(PREFIX + "credit.check.v1", ErpCommand.CheckCredit.class);
        types.put(PREFIX + "credit.approved.v1", ErpEvent.CreditApproved.class);
        types.put(PREFIX + "credit.refused.v1", ErpEvent.CreditRefused.class);
        types.put(PREFIX + "order.create.v1", ErpCommand.CreateOrder.class);
        types.put(PREFIX + "order.created.v1", ErpEvent.OrderCreated.class);
        types.put(PREFIX + "order.cancel.v1", ErpCommand.CancelOrder.class);
        types.put(PREFIX + "order.cancelled.v1", ErpEvent.OrderCancelled.class);
        types.put(PREFIX + "order.changed.v1", ErpEvent.OrderChanged.class);
        types.put(PREFIX + "invoice-schedule.read.v1", ErpCommand.ReadInvoiceSchedule.class);
        types.put(PREFIX + "invoice-schedule.answered.v1", ErpEvent.InvoiceScheduleRead.class);
        types.put(PREFIX + "entitlement.record.v1", SupportCommand.RecordEntitlement.class);
        types.put(PREFIX + "entitlement.recorded.v1", SupportEvent.EntitlementRecorded.class);
        types.put(PREFIX + "ticket.open.v1", SupportCommand.OpenTicket.class);
        types.put(PREFIX + "ticket.opened.v1", SupportEvent.TicketOpened.class);
        types.put(PREFIX + "ticket.move.v1", SupportCommand.MoveTicket.class);
        types.put(PREFIX + "ticket.changed.v1", SupportEvent.TicketChanged.class);
        types.put(PREFIX + "ticket.comment.v1", SupportCommand.CommentOnTicket.class);
        types.put(PREFIX + "ticket.commented.v1", SupportEvent.TicketCommented.class);
        types.put(PREFIX + "command.failed.v1", CommandFailed.class);
        return Map.copyOf(types);
    }

    /** Every type with its record. */
    public static Map<String, Class<? extends Message>> types() {
        return BY_TYPE;
    }

    /** Types of which a later message says all that an earlier one said; vendors' hints are among them, which make us read again. */
    public static Set<String> replacingTypes() {
        return REPLACING;
    }

    private static Set<String> replacing() {
        var types = new HashSet<String>();
        BY_TYPE.forEach((type, message) -> {
            if (Replacing.class.isAssignableFrom(message)) {
                types.add(type);
            }
        });
        types.add(Attributes.RAW);
        return Set.copyOf(types);
    }

    /** The record for a CloudEvents {@code type}; empty for a type that this version does not know. */
    public static Optional<Class<? extends Message>> recordFor(String type) {
        return Optional.ofNullable(BY_TYPE.get(type));
    }

    /** The CloudEvents {@code type} of a message. */
    public static String typeOf(Message message) {
        return typeOf(message.getClass());
    }

    /** @throws IllegalArgumentException if the class is not in the catalogue */
    public static String typeOf(Class<? extends Message> message) {
        var type = BY_CLASS.get(message);
        if (type == null) {
            throw new IllegalArgumentException(message.getName() + " is not in the catalogue");
        }
        return type;
    }
}
