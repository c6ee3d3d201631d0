package dev.entente.sandbox.launch;

import java.util.List;
import java.util.Map;

/** A CRM, ERP or support tool in the sandbox, simulated or real: what runs for it, and what its adapter is told. */
public interface ConnectedSystem {

    /** The name of the connection to it. */
    String connection();

    /** The component that the adapter calls, and that has fault switches. */
    String front();

    List<Component> components();

    /** Below {@code entente.connections.<connection>.}. */
    Map<String, String> connectionSettings();
}
