package dev.entente.crm;

import dev.entente.adapter.http.VendorConnectors;

/** Makes connectors to one CRM vendor. Each vendor's package has one bean of this type: its registration. */
public interface CrmConnectorFactory extends VendorConnectors.Factory<CrmConnector> {}
