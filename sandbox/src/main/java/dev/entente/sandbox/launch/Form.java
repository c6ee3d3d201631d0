package dev.entente.sandbox.launch;

import java.util.List;

/** What a service is started as. */
enum Form {
    JVM,
    NATIVE;

    /** As the system property {@code sandbox.native} says, a comma-separated list of services; on a JVM unless they are in it. */
    static Form of(String service) {
        return List.of(System.getProperty("sandbox.native", "").split(",")).contains(service) ? NATIVE : JVM;
    }
}
