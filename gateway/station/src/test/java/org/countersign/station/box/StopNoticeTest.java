package org.countersign.station.box;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class StopNoticeTest {

  private static final Instant NOW = Instant.parse("2026-11-24T09:00:00Z");

  @TempDir Path folder;

  @Test
  void a_notice_is_taken_once_as_it_was_left() throws IOException {
    StopNotice left = new StopNotice("新柜台 \"A\"", NOW, Optional.of(NOW.plusSeconds(7_200)));
    left.leave(folder);
    assertThat(StopNotice.take(folder, NOW.plusSeconds(60))).contains(left);
    assertThat(StopNotice.take(folder, NOW.plusSeconds(61))).isEmpty();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void the_later_notice_counts() throws IOException {
    new StopNotice("first", NOW, Optional.empty()).leave(folder);
    new StopNotice("second", NOW, Optional.empty()).leave(folder);
    assertThat(StopNotice.take(folder, NOW)).map(StopNotice::reason).contains("second");
  }

  @Test
  void a_stop_that_comes_much_later_or_before_it_is_another_one() throws IOException {
    StopNotice notice = new StopNotice("tea", NOW, Optional.empty());
    notice.leave(folder);
    assertThat(StopNotice.take(folder, NOW.plus(StopNotice.HOLDS))).isEmpty();
    notice.leave(folder);
    assertThat(StopNotice.take(folder, NOW.minus(Duration.ofSeconds(1)))).isEmpty();
    notice.leave(folder);
    assertThat(StopNotice.take(folder, NOW.plus(StopNotice.HOLDS).minusMillis(1))).isPresent();
  }

  @Test
  void what_is_no_notice_is_passed_over_and_goes() throws IOException {
    for (String text :
        new String[] {
          "", "{}", "[", "{\"reason\":\"\\u0007\",\"given\":\"" + NOW + "\"}", "x".repeat(10_000)
        }) {
      Files.writeString(folder.resolve("stop-notice.json"), text);
      assertThat(StopNotice.take(folder, NOW)).as(text).isEmpty();
      assertThat(folder).isEmptyDirectory();
    }
    Files.write(folder.resolve("stop-notice.json"), new byte[] {'"', (byte) 0xE4, (byte) 0xFF});
    assertThat(StopNotice.take(folder, NOW)).as("no UTF-8").isEmpty();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void nobody_is_away_on_purpose_for_longer_than_thirty_days() throws IOException {
    new StopNotice("a", NOW, Optional.of(NOW.plus(Duration.ofDays(30)))).leave(folder);
    assertThat(StopNotice.take(folder, NOW)).isPresent();
    // No milliseconds since 1970 can say the last of them.
    for (Instant back : new Instant[] {NOW.plus(Duration.ofDays(31)), Instant.MAX}) {
      new StopNotice("a", NOW, Optional.of(back)).leave(folder);
      assertThat(StopNotice.take(folder, NOW)).as("%s", back).isEmpty();
    }
  }

  @Test
  void notices_that_were_cut_off_while_they_were_left_go_and_one_that_is_being_left_stays()
      throws IOException {
    Path cut = Files.writeString(folder.resolve("stop-notice.json123.new"), "{");
    Files.setLastModifiedTime(cut, FileTime.from(NOW.minus(Duration.ofMinutes(16))));
    Path fresh = Files.writeString(folder.resolve("stop-notice.json124.new"), "{");
    Files.setLastModifiedTime(fresh, FileTime.from(NOW));
    assertThat(StopNotice.take(folder, NOW)).isEmpty();
    assertThat(folder).isDirectoryNotContaining(cut::equals).isDirectoryContaining(fresh::equals);
  }

  @Test
  void a_reason_is_of_printable_characters_and_not_long() {
    assertThat(StopNotice.isReason("new shelves")).isTrue();
    assertThat(StopNotice.isReason(" ")).isFalse();
    assertThat(StopNotice.isReason("a\nb")).isFalse();
    assertThat(StopNotice.isReason("x".repeat(201))).isFalse();
  }
}
