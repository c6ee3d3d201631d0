package dev.entente.erp;

import dev.entente.adapter.http.VendorConnectors;

/** Makes connectors to one ERP vendor. Each vendor's package has one bean of this type: its registration. */
public interface ErpConnectorFactory extends VendorConnectors.Factory<ErpConnector> {}
