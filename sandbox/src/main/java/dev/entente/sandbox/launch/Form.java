package dev.entente.sandbox.launch;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** What a service is started as. */
enum Form {
    JVM,
    /** On a JVM that finds its classes loaded and linked already: {@code ./entente aot}. */
    JVM_WITH_CACHE,
    NATIVE;

    /** Native when the system property {@code sandbox.native}, a comma-separated list of services, has it. */
    static Form of(String service, Directory directory) {
        if (List.of(System.getProperty("sandbox.native", "").split(",")).contains(service)) {
            return NATIVE;
        }
        return JVM_WITH_CACHE.isBuilt(service, directory) ? JVM_WITH_CACHE : JVM;
    }

    boolean isBuilt(String service, Directory directory) {
        return switch (this) {
            case JVM -> Files.exists(directory.service(service));
            case JVM_WITH_CACHE -> directory.hasCache(service);
            case NATIVE -> directory.hasExecutable(service);
        };
    }

    /** The command that starts a service with these settings. */
    List<String> command(String service, Directory directory, List<String> settings) {
        var command = new ArrayList<String>();
        if (this == NATIVE) {
            command.add(directory.executable(service).toString());
            command.add("-Xmx128m");
            command.addAll(settings);
            return command;
        }
        command.addAll(LocalMachine.java(192));
        if (this == JVM_WITH_CACHE) {
            command.remove("-Xshare:auto");
            command.add("-XX:AOTCache=" + directory.cache(service));
        }
        command.addAll(settings);
        command.add("-jar");
        command.add(directory.service(service).toString());
        return command;
    }
}
