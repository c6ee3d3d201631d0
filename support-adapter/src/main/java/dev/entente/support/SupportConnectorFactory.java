package dev.entente.support;

import dev.entente.adapter.http.VendorConnectors;

/** Makes connectors to one vendor of support tools. Each vendor's package has one bean of this type: its registration. */
public interface SupportConnectorFactory extends VendorConnectors.Factory<SupportConnector> {}
