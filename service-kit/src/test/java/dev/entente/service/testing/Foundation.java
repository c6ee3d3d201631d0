package dev.entente.service.testing;

import dev.entente.sandbox.launch.Component;
import dev.entente.sandbox.launch.Directory;
import dev.entente.sandbox.launch.Limits;
import dev.entente.sandbox.launch.Sandbox;
import dev.entente.sandbox.launch.Systems;
import dev.entente.sandbox.launch.Topology;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Starts everything a service stands on, and gives the service under test the settings that the launcher would give it.
 * The service is named by the resource's argument {@code service}; every system of its kind that there is on this
 * machine is connected.
 */
public final class Foundation implements QuarkusTestResourceLifecycleManager {

    private static Sandbox running;

    private String service = "";

    /** The processes behind the running test. */
    public static Sandbox sandbox() {
        return running;
    }

    public static Topology topology() {
        return running.topology();
    }

    @Override
    public void init(Map<String, String> arguments) {
        service = arguments.get("service");
    }

    @Override
    public Map<String, String> start() {
        var home = Path.of(System.getProperty("sandbox.home"));
        var data = home.resolve(service).resolve("target/foundation");
        running = new Sandbox(Directory.fresh(home, data), Limits.COMPONENT, Systems.allThereAre(service));
        running.startFoundation(Sandbox.Progress.SILENT);
        return settings(running.topology().component(service));
    }

    private static Map<String, String> settings(Component component) {
        var settings = new HashMap<String, String>();
        for (var argument : component.command()) {
            if (argument.startsWith("-D")) {
                var at = argument.indexOf('=');
                settings.put(argument.substring(2, at), argument.substring(at + 1));
            }
        }
        settings.put("quarkus.http.test-port", settings.remove("quarkus.http.port"));
        settings.put("quarkus.management.test-port", settings.remove("quarkus.management.port"));
        return settings;
    }

    @Override
    public void stop() {
        running.stop();
    }
}
