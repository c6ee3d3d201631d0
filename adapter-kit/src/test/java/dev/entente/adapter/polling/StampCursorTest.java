package dev.entente.adapter.polling;

import dev.entente.adapter.polling.StampCursor.Row;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class StampCursorTest {

    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static Row row(int id, Instant changed) {
        return new Row(Integer.toString(id), changed);
    }

    @Test
    void aFeedThatWasNeverReadBeginsNow() {
        var page = StampCursor.at(null, MINUTE, NOON).page(List.of(), List.of(), false);

        assertThat(page.position()).isEqualTo(NOON.toString());
        assertThat(StampCursor.at(page.position(), MINUTE, NOON.plus(MINUTE)).since())
                .isEqualTo(NOON.minus(MINUTE));
    }

    @Test
    void betweenPagesItGoesOnBehindTheLastIdAndKeepsWhereItBegan() {
        var first = StampCursor.at(NOON.toString(), MINUTE, NOON.plusSeconds(600));

        var page = first.page(List.of("a"), List.of(row(3, NOON.plusSeconds(570)), row(7, NOON)), true);
        var second = StampCursor.at(page.position(), MINUTE, NOON.plusSeconds(700));

        assertThat(page.more()).isTrue();
        assertThat(second.afterId()).contains("7");
        assertThat(second.since()).isEqualTo(first.since());
        assertThat(second.page(List.of(), List.of(row(9, NOON.plusSeconds(10))), false)
                        .position())
                .isEqualTo(NOON.plusSeconds(570).toString());
    }

    @Test
    void itNeverGetsAheadOfTheMomentThePollBegan() {
        var cursor = StampCursor.at(NOON.toString(), MINUTE, NOON.plusSeconds(30));

        var page = cursor.page(List.of(), List.of(row(1, NOON.plusSeconds(90))), false);

        assertThat(page.position()).isEqualTo(NOON.plusSeconds(30).toString());
    }

    @Test
    void withoutNewsItFollowsOneOverlapBehind() {
        var soon = StampCursor.at(NOON.toString(), MINUTE, NOON.plusSeconds(30)).page(List.of(), List.of(), false);
        var later =
                StampCursor.at(NOON.toString(), MINUTE, NOON.plusSeconds(600)).page(List.of(), List.of(), false);

        assertThat(soon.position()).isEqualTo(NOON.toString());
        assertThat(later.position()).isEqualTo(NOON.plusSeconds(540).toString());
    }

    @Test
    void whatIsNotUnderstoodMovesItNowhere() {
        var page = StampCursor.at(NOON.toString(), MINUTE, NOON.plusSeconds(600))
                .page(List.of(), List.of(new Row("1", null)), false);

        assertThat(page.position()).isEqualTo(NOON.toString());
    }

    @Test
    void anEmptyPageIsTheLast() {
        var page = StampCursor.at(NOON.toString(), MINUTE, NOON).page(List.of(), List.of(), true);

        assertThat(page.more()).isFalse();
    }

    @Test
    void whatIsNoPositionIsRefused() {
        assertThatThrownBy(() -> StampCursor.at("yesterday", MINUTE, NOON))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
