package org.countersign.station.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.countersign.personalization.issue.TestCardJournal.Permission;
import org.countersign.personalization.issue.TestCardResult;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TestCardCheckTest {

  private static final String CHIP = "89860000000000000001";

  private static Finding look(TestCardResult result) {
    return new TestCardCheck(() -> Map.of("encoder-1", result), Duration.ofSeconds(2))
        .look()
        .getFirst();
  }

  private static String told(TestCardResult result) {
    Finding finding = look(result);
    return finding.verdict().word() + " " + new Catalogue(Locale.ENGLISH).what(finding);
  }

  private static TestCardResult good(int millis) {
    return new TestCardResult.Good(CHIP, Duration.ofMillis(millis), List.of());
  }

  private static TestCardResult failed(boolean keysRefused) {
    return new TestCardResult.Failed(
        "write", "the card answers 6581", Optional.empty(), keysRefused);
  }

  @Test
  void a_test_card_is_good_with_its_seconds_and_slow_beyond_the_limit() {
    assertThat(told(good(2_000)))
        .isEqualTo("good encoder-1: the test card was written and read back in 2.0 s, limit 2.0 s");
    assertThat(told(good(2_100)))
        .isEqualTo("warning encoder-1: the test card took 2.1 s, which is more than 2.0 s");
  }

  @Test
  void no_test_card_and_another_chip_are_worth_a_note_and_no_hand() {
    assertThat(told(new TestCardResult.NoCard()))
        .isEqualTo("note encoder-1: no test card is loaded");
    assertThat(told(new TestCardResult.OtherChip()))
        .startsWith("note encoder-1: ")
        .contains("it was left as it is");
  }

  @Test
  void a_device_that_fails_is_bad_with_its_step() {
    assertThat(told(failed(false)))
        .isEqualTo("bad encoder-1: the test card failed at write: the card answers 6581");
    assertThat(TestCardCheck.failed(List.of(look(failed(false))))).containsExactly("encoder-1");
  }

  @Test
  void keys_that_the_card_refuses_say_nothing_of_the_device() {
    for (TestCardResult result :
        List.of(failed(true), new TestCardResult.Withheld(CHIP, Permission.KEYS_REFUSED))) {
      Finding finding = look(result);
      assertThat(finding.code()).isEqualTo("testCard.refused");
      assertThat(finding.verdict()).isEqualTo(Verdict.WARNING);
      assertThat(TestCardCheck.failed(List.of(finding))).isEmpty();
    }
    assertThat(look(new TestCardResult.Withheld(CHIP, Permission.TRIES_AT_RISK)).code())
        .isEqualTo("testCard.atRisk");
    assertThat(told(new TestCardResult.Withheld(CHIP, Permission.ON_RECORD)))
        .startsWith("warning ")
        .contains("on record as a card of a job");
  }
}
