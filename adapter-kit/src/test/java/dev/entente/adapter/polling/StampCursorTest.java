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

    private static StampCursor at(Instant position) {
        return StampCursor.at(position.toString(), MINUTE, NOON.plusSeconds(3600));
    }

    @Test
    void aFeedThatWasNeverReadBeginsWhenItIsAskedByTheVendorsClock() {
        var fast = NOON.plusSeconds(600);

        var page = StampCursor.at(null, MINUTE, fast).page(List.of("a"), List.of(row(1, NOON)), true, NOON);

        assertThat(page.items()).isEmpty();
        assertThat(page.more()).isFalse();
        assertThat(page.position()).isEqualTo(NOON.toString());
        assertThat(at(NOON).since()).isEqualTo(NOON.minus(MINUTE));
    }

    @Test
    void betweenPagesItGoesOnBehindTheLastIdAndKeepsWhereItBegan() {
        var first = at(NOON);

        var page = first.page(
                List.of("a"), List.of(row(3, NOON.plusSeconds(570)), row(7, NOON)), true, NOON.plusSeconds(600));
        var second = StampCursor.at(page.position(), MINUTE, NOON.plusSeconds(700));

        assertThat(page.more()).isTrue();
        assertThat(second.afterId()).contains("7");
        assertThat(second.since()).isEqualTo(first.since());
        assertThat(second.page(List.of(), List.of(row(9, NOON.plusSeconds(640))), false, NOON.plusSeconds(700))
                        .position())
                .as("no later than the first page was asked for")
                .isEqualTo(NOON.plusSeconds(600).toString());
    }

    @Test
    void itNeverGetsAheadOfTheMomentThePollBegan() {
        var page = at(NOON).page(List.of(), List.of(row(1, NOON.plusSeconds(90))), false, NOON.plusSeconds(30));

        assertThat(page.position()).isEqualTo(NOON.plusSeconds(30).toString());
    }

    @Test
    void aPositionAheadOfTheVendorIsDrawnBackBeforeItIsAsked() {
        var cursor = StampCursor.at(NOON.plusSeconds(600).toString(), MINUTE, NOON);

        assertThat(cursor.since()).isEqualTo(NOON.minus(MINUTE));
    }

    @Test
    void withoutNewsItFollowsOneOverlapBehind() {
        var soon = at(NOON).page(List.of(), List.of(), false, NOON.plusSeconds(30));
        var later = at(NOON).page(List.of(), List.of(), false, NOON.plusSeconds(600));

        assertThat(soon.position()).isEqualTo(NOON.toString());
        assertThat(later.position()).isEqualTo(NOON.plusSeconds(540).toString());
    }

    @Test
    void aTimeThatIsNotUnderstoodHoldsUpNothing() {
        var page = at(NOON).page(List.of("a"), List.of(new Row("1", null)), false, NOON.plusSeconds(600));

        assertThat(page.items()).containsExactly("a");
        assertThat(page.position()).isEqualTo(NOON.plusSeconds(540).toString());
    }

    @Test
    void anEmptyPageIsTheLast() {
        var page = at(NOON).page(List.of(), List.of(), true, NOON);

        assertThat(page.more()).isFalse();
    }

    @Test
    void whatIsNoPositionIsRefused() {
        assertThatThrownBy(() -> StampCursor.at("yesterday", MINUTE, NOON))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
