package dev.entente.sandbox.vendor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The {@code name=value} arguments of a server process. Secrets come as files. */
public record ServerArguments(Map<String, String> values) {

    public static ServerArguments parse(String[] arguments) {
        var values = new HashMap<String, String>();
        for (var argument : arguments) {
            var at = argument.indexOf('=');
            if (at < 0) {
                throw new IllegalArgumentException("'" + argument + "' is not name=value");
            }
            values.put(argument.substring(0, at), argument.substring(at + 1));
        }
        return new ServerArguments(values);
    }

    public String text(String name) {
        var value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException(name + "=… is missing");
        }
        return value;
    }

    public String text(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    public int number(String name) {
        return Integer.parseInt(text(name));
    }

    public int number(String name, int otherwise) {
        return values.containsKey(name) ? number(name) : otherwise;
    }

    public Path path(String name) {
        return Path.of(text(name));
    }

    /** The content of the file that the argument names. */
    public String secret(String name) {
        try {
            return Files.readString(path(name), StandardCharsets.UTF_8).strip();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(name, unreadable);
        }
    }
}
