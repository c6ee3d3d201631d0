package dev.entente.adapter.http;

import io.vertx.core.MultiMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

import static org.assertj.core.api.Assertions.assertThat;

class VendorResponseTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-26T12:00:00Z"), ZoneOffset.UTC);
    private static final String NOON = "Thu, 26 Nov 2026 12:00:00 GMT";
    private static final String TEN_PAST = "Thu, 26 Nov 2026 12:10:00 GMT";
    private static final String HALF_PAST = "Thu, 26 Nov 2026 12:30:00 GMT";

    private static VendorResponse with(String... headers) {
        var map = MultiMap.caseInsensitiveMultiMap();
        for (int at = 0; at < headers.length; at += 2) {
            map.add(headers[at], headers[at + 1]);
        }
        return new VendorResponse(429, map, new byte[0]);
    }

    @Test
    void aWaitMayBeInSeconds() {
        assertThat(with("retry-after", "7").retryAfter(CLOCK)).contains(Duration.ofSeconds(7));
    }

    @Test
    void aWaitUntilADateIsCountedByTheClockOfWhoNamesTheDate() {
        assertThat(with("Retry-After", HALF_PAST, "Date", TEN_PAST).retryAfter(CLOCK))
                .contains(Duration.ofMinutes(20));
        assertThat(with("Retry-After", HALF_PAST).retryAfter(CLOCK)).contains(Duration.ofMinutes(30));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "99999999999", "Thu, 32 Nov 2026 12:00:00 GMT"})
    void whatIsMalformedIsNoWaitAndNoDate(String malformed) {
        assertThat(with("Retry-After", malformed, "Date", NOON).retryAfter(CLOCK))
                .isEmpty();
        assertThat(with("Date", malformed).date()).isEmpty();
    }

    @Test
    void itSaysWhenItWasGiven() {
        assertThat(with("date", NOON).date()).contains(CLOCK.instant());
        assertThat(with().date()).isEmpty();
    }
}
