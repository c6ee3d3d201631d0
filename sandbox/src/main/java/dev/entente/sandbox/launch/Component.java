package dev.entente.sandbox.launch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One process.
 *
 * @param command what starts it
 * @param ready how to see that it works
 * @param heading what the user calls it
 * @param address where a person finds it, empty when there is nothing to look at
 */
public record Component(String name, String heading, List<String> command, Readiness ready, String address) {

    /** The same service with a setting that takes the place of its own. */
    public Component with(String setting, String value) {
        var changed = new ArrayList<>(command);
        var jar = changed.indexOf("-jar");
        changed.add(jar < 0 ? changed.size() : jar, "-D" + setting + "=" + value);
        return new Component(name, heading, List.copyOf(changed), ready, address);
    }

    /** The same service with these variables in its environment. */
    public Component withEnvironment(Map<String, String> environment) {
        var changed = new ArrayList<String>();
        changed.add("env");
        environment.forEach((variable, value) -> changed.add(variable + "=" + value));
        changed.addAll(command);
        return new Component(name, heading, List.copyOf(changed), ready, address);
    }

    /**
     * The same service as another build of it has it.
     *
     * @param home the checkout that this one comes from
     * @param other a checkout of another version, built
     */
    public Component builtIn(Path home, Path other) {
        var here = home.toAbsolutePath().normalize() + "/";
        var there = other.toAbsolutePath().normalize() + "/";
        var changed = command.stream()
                .map(argument -> argument.endsWith("quarkus-run.jar") ? argument.replace(here, there) : argument)
                .filter(argument -> !argument.startsWith("-XX:AOTCache="))
                .toList();
        return new Component(name, heading, changed, ready, address);
    }

    /** How to see that a process works. */
    public sealed interface Readiness {

        /** Its log has this line. */
        record LogLine(String line) implements Readiness {}

        /** This URL answers with this status. */
        record Answers(String url, int status) implements Readiness {}
    }
}
