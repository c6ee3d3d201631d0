package dev.entente.erp.tryton;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.entente.contracts.model.OrderStatus;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** What a sale with its shipments and invoices means. */
class TrytonSaleTest {

    private static OrderStatus status(String state, List<String> shipments, List<String> invoices) {
        return new TrytonSale(record(state), records(shipments), records(invoices)).status();
    }

    private static List<JsonNode> records(List<String> states) {
        return states.stream().map(TrytonSaleTest::record).toList();
    }

    private static JsonNode record(String state) {
        return JsonNodeFactory.instance.objectNode().put("state", state);
    }

    private static List<String> states(String... states) {
        return Arrays.asList(states);
    }

    @Test
    void beforeTheErpTakesItAnOrderIsPending() {
        assertThat(status("draft", states(), states())).isEqualTo(OrderStatus.PENDING_APPROVAL);
        assertThat(status("quotation", states(), states())).isEqualTo(OrderStatus.PENDING_APPROVAL);
        assertThat(status("confirmed", states(), states())).isEqualTo(OrderStatus.PENDING_FULFILMENT);
    }

    @Test
    void shipmentsAndInvoicesTogetherSayHowFarItIs() {
        assertThat(status("processing", states("waiting"), states("draft"))).isEqualTo(OrderStatus.PENDING_FULFILMENT);
        assertThat(status("processing", states("done", "waiting"), states("draft")))
                .isEqualTo(OrderStatus.PARTIALLY_FULFILLED);
        assertThat(status("processing", states("done"), states("draft"))).isEqualTo(OrderStatus.FULFILLED);
        assertThat(status("processing", states("done", "cancelled"), states("posted")))
                .isEqualTo(OrderStatus.BILLED);
        assertThat(status("done", states("done"), states("paid"))).isEqualTo(OrderStatus.BILLED);
    }

    @Test
    void servicesNeedNoShipment() {
        assertThat(status("processing", states(), states("draft"))).isEqualTo(OrderStatus.FULFILLED);
        assertThat(status("processing", states(), states("posted"))).isEqualTo(OrderStatus.BILLED);
    }

    @Test
    void anOrderWithNothingLeftInItIsClosed() {
        assertThat(status("done", states("cancelled"), states("cancelled"))).isEqualTo(OrderStatus.CLOSED);
        assertThat(status("cancelled", states(), states())).isEqualTo(OrderStatus.CANCELLED);
        assertThat(status("processing", states("cancelled"), states("draft")))
                .isEqualTo(OrderStatus.PENDING_FULFILMENT);
    }

    @Test
    void ofSeveralUnderOneKeyTheFurthestIsTheOrderAndACancelledOneTheLast() {
        var states = List.of("cancelled", "draft", "confirmed", "quotation");
        var sales = states.stream()
                .map(state -> new TrytonSale(record(state), List.of(), List.of()))
                .toList();

        assertThat(TrytonSales.foremost(sales))
                .hasValueSatisfying(sale -> assertThat(sale.state()).isEqualTo("confirmed"));
    }
}
