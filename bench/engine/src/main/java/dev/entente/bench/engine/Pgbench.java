package dev.entente.bench.engine;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/** Single-row commits by PostgreSQL's own load generator: what can be had without batches. */
final class Pgbench {

    private static final Pattern TPS = Pattern.compile("tps = ([0-9.]+) \\(without");

    private final Ground ground;
    private final Path script;

    Pgbench(Ground ground, Path directory) throws IOException, SQLException {
        this.ground = ground;
        this.script =
                Files.writeString(directory.resolve("commit.sql"), "insert into commits (note) values ('row');\n");
        try (var connection = ground.connect("bench_dbos");
                var statement = connection.createStatement()) {
            statement.execute("create table if not exists commits (id bigint generated always as identity, note text)");
        }
    }

    /** Commits a second, or nothing where pgbench is not installed. */
    OptionalDouble commitsPerSecond(int clients) throws IOException, InterruptedException {
        var database = URI.create(ground.jdbcUrl("bench_dbos").substring("jdbc:".length()));
        var builder = new ProcessBuilder(
                "pgbench",
                "--no-vacuum",
                "--client=" + clients,
                "--jobs=1",
                "--time=8",
                "--protocol=prepared",
                "--file=" + script,
                "--host=127.0.0.1",
                "--port=" + database.getPort(),
                "--username=entente",
                "bench_dbos");
        builder.environment().put("PGPASSWORD", "entente");
        Process process;
        try {
            process = builder.redirectErrorStream(true).start();
        } catch (IOException notInstalled) {
            return OptionalDouble.empty();
        }
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        var tps = TPS.matcher(output);
        if (!tps.find()) {
            throw new IllegalStateException("pgbench says:\n" + output);
        }
        return OptionalDouble.of(Double.parseDouble(tps.group(1)));
    }
}
