package org.countersign.station.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.countersign.personalization.issue.TestCardJournal.Permission;
import org.countersign.personalization.issue.TestCardResult;
import org.countersign.station.jobs.TestCards.Answer;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TestCardCheckTest {

  private static final String CHIP = "89860000000000000001";

  private static List<Finding> answered(Answer answer) {
    return new TestCardCheck(() -> Map.of("encoder-1", answer), Duration.ofSeconds(2)).look();
  }

  private static Finding look(TestCardResult result) {
    return answered(new Answer.Tried(result)).getFirst();
  }

  private static String told(Finding finding) {
    return finding.verdict().word() + " " + new Catalogue(Locale.ENGLISH).what(finding);
  }

  private static String told(TestCardResult result) {
    return told(look(result));
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
    assertThat(told(new TestCardResult.OtherChip(Optional.of(CHIP))))
        .startsWith("note encoder-1: the chip " + CHIP)
        .contains("it was left as it is");
    assertThat(told(new TestCardResult.OtherChip(Optional.empty())))
        .startsWith("note encoder-1: the chip that lies there says no number");
  }

  @Test
  void a_device_that_fails_is_bad_with_its_step() {
    assertThat(told(failed(false)))
        .isEqualTo("bad encoder-1: the test card failed at write: the card answers 6581");
    assertThat(TestCardCheck.failed(List.of(look(failed(false))))).containsExactly("encoder-1");
  }

  @Test
  void a_device_that_was_not_idle_is_worth_a_note_and_one_that_is_not_open_is_told_elsewhere() {
    assertThat(told(answered(new Answer.Busy()).getFirst()))
        .isEqualTo("note encoder-1: the device is at work, so its test card was not tried");
    assertThat(told(answered(new Answer.Held()).getFirst())).startsWith("note encoder-1: ");
    assertThat(answered(new Answer.NotOpen())).isEmpty();
  }

  @Test
  void a_device_that_says_nothing_is_bad_and_makes_no_cards() {
    List<Finding> late = answered(new Answer.Late());
    assertThat(told(late.getFirst())).startsWith("bad encoder-1: ").contains("says nothing");
    assertThat(TestCardCheck.failed(late)).containsExactly("encoder-1");
  }

  @Test
  void the_last_trial_is_measured() {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    TestCardMeters measured = new TestCardMeters(Set.of("a", "b", "c", "d"), meters);
    assertThat(meters.get("countersign.test.card.good").tag("device", "a").gauge().value()).isNaN();

    Map<String, Answer> answers =
        Map.of(
            "a", new Answer.Tried(good(1_500)),
            "b", new Answer.Tried(failed(false)),
            "c", new Answer.Tried(failed(true)),
            "d", new Answer.Late());
    assertThat(measured.seen(answers)).isEqualTo(answers);

    assertThat(meters.get("countersign.test.card.time").tag("device", "a").gauge().value())
        .isEqualTo(1.5);
    assertThat(meters.get("countersign.test.card.time").tag("device", "b").gauge().value()).isNaN();
    assertThat(
            Stream.of("a", "b", "c", "d")
                .map(
                    d -> meters.get("countersign.test.card.good").tag("device", d).gauge().value()))
        .containsExactly(1.0, 0.0, Double.NaN, 0.0);
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
