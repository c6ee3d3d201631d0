package dev.entente.orchestrator;

import dev.entente.contracts.message.Attributes;
import dev.entente.contracts.message.CloudEventHeaders;
import dev.entente.contracts.message.ContractJson;
import dev.entente.contracts.message.Event;
import dev.entente.contracts.message.SystemKind;
import dev.entente.service.messaging.DeadLetters;
import dev.entente.service.testing.Foundation;
import dev.entente.service.testing.Topics;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import org.apache.kafka.clients.consumer.ConsumerRecord;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

/** How a test makes dead letters, and sees them. */
final class Letters {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private Letters() {}

    /** News of a deal that nobody can read. */
    static void poison(Topics topics, Deal deal) {
        poison(topics, deal, "poison-" + deal.id());
    }

    static void poison(Topics topics, Deal deal, String messageId) {
        var headers = CloudEventHeaders.write(deal.attributes(messageId, deal.won(), null));
        topics.send("crm.events", deal.subject(), headers, "no json".getBytes(StandardCharsets.UTF_8));
    }

    /** News as it is read from {@code crm.events}. */
    static ConsumerRecord<String, byte[]> record(int partition, long offset, Attributes attributes, Event event) {
        var record =
                new ConsumerRecord<>("crm.events", partition, offset, attributes.subject(), ContractJson.write(event));
        CloudEventHeaders.write(attributes)
                .forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        return record;
    }

    /** As the service keeps it when it fails. */
    static void keep(DeadLetters letters, ConsumerRecord<String, byte[]> record) {
        letters.add(SystemKind.CRM, record, DeadLetters.Cause.DEFECT, "a defect")
                .await()
                .atMost(PATIENCE);
    }

    /** Waits until a deal has so many letters of a status. */
    static void awaitLetters(Deal deal, String status, int letters) {
        await(deal, status, found -> found.getList("id").size() == letters);
    }

    /** Waits until a deal has one letter of a status that was tried so often, and answers its id. */
    static String awaitLetter(Deal deal, String status, int attempts) {
        return await(deal, status, found -> found.getList("id").size() == 1 && found.getInt("[0].attempts") == attempts)
                .getString("[0].id");
    }

    private static JsonPath await(Deal deal, String status, Predicate<JsonPath> until) {
        var end = Instant.now().plus(PATIENCE);
        while (true) {
            var found = given().get("/api/v1/dead-letters?status=" + status + "&correlationId=" + deal.correlation())
                    .jsonPath();
            if (until.test(found)) {
                return found;
            }
            assertThat(Instant.now())
                    .as("letters of %s that are %s: %s", deal, status, found.getList("$"))
                    .isBefore(end);
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }

    static ValidatableResponse post(String path, Map<String, ?> body, int status) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .post(path)
                .then()
                .statusCode(status);
    }

    /** Tells the database, and answers how many rows were concerned. */
    static int execute(String statement, String value) throws SQLException {
        try (var connection = database();
                var prepared = connection.prepareStatement(statement)) {
            prepared.setString(1, value);
            return prepared.executeUpdate();
        }
    }

    static void change(String statement) throws SQLException {
        try (var connection = database();
                var change = connection.createStatement()) {
            change.execute(statement);
        }
    }

    private static Connection database() throws SQLException {
        return DriverManager.getConnection(Foundation.topology().jdbcUrl("entente_orchestrator"), "entente", "entente");
    }
}
