package org.countersign.station.selftest;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.countersign.personalization.issue.TestCardJournal.Permission;
import org.countersign.personalization.issue.TestCardResult;
import org.countersign.station.jobs.TestCards.Answer;

/** Whether each device authenticates to its test card, writes it, and reads it back in time. */
public final class TestCardCheck implements Check {

  private static final String FAILED = "testCard.failed";
  private static final String LATE = "testCard.late";
  private static final String GOOD = "testCard.good";
  private static final String SLOW = "testCard.slow";

  /** Among the arguments of a proof. */
  private static final int CHIP = 2;

  private final Supplier<Map<String, Answer>> trial;
  private final Duration limit;

  /**
   * Over the station's devices.
   *
   * @param trial tries the chips that lie at the devices now, by device
   * @param limit a test card that takes longer is worth a look
   */
  public TestCardCheck(Supplier<Map<String, Answer>> trial, Duration limit) {
    this.trial = trial;
    this.limit = limit;
  }

  /** Whether a device has written its test card and read it back, slowly or not. */
  public static boolean isProof(Finding finding) {
    return Set.of(GOOD, SLOW).contains(finding.code());
  }

  /** Number of the test card of a {@link #isProof proof}, hex. */
  public static String chip(Finding proof) {
    return proof.arguments().get(CHIP);
  }

  /** Whether a device failed on its test card. */
  public static boolean isFailure(Finding finding) {
    return Set.of(FAILED, LATE).contains(finding.code());
  }

  /** Devices that failed on their test card. */
  static Set<String> failed(List<Finding> findings) {
    return findings.stream()
        .filter(TestCardCheck::isFailure)
        .map(Finding::subject)
        .collect(Collectors.toSet());
  }

  @Override
  public Item item() {
    return Item.DEVICES;
  }

  @Override
  public List<Finding> look() {
    return new TreeMap<>(trial.get())
        .entrySet().stream()
            .flatMap(answer -> finding(answer.getKey(), answer.getValue()).stream())
            .toList();
  }

  private Optional<Finding> finding(String device, Answer answer) {
    return switch (answer) {
      case Answer.Tried tried -> Optional.of(finding(device, tried.result()));
      case Answer.Busy busy -> Optional.of(note(device, "testCard.busy"));
      case Answer.Held held -> Optional.of(note(device, "testCard.held"));
      case Answer.Late late -> Optional.of(Finding.bad(item(), device, LATE));
      case Answer.NotOpen closed -> Optional.empty(); // The look at the devices tells it.
    };
  }

  private Finding finding(String device, TestCardResult result) {
    return switch (result) {
      case TestCardResult.NoCard none -> note(device, "testCard.none");
      case TestCardResult.OtherChip other ->
          other
              .chip()
              .map(chip -> note(device, "testCard.other", chip))
              .orElseGet(() -> note(device, "testCard.foreign"));
      case TestCardResult.Good good when good.took().compareTo(limit) > 0 ->
          Finding.warning(item(), device, SLOW, seconds(good.took()), seconds(limit), good.chip());
      case TestCardResult.Good good ->
          Finding.good(item(), device, GOOD, seconds(good.took()), seconds(limit), good.chip());
      // The device has talked to the chip: it is the card that is in want of something.
      case TestCardResult.Withheld withheld ->
          Finding.warning(item(), device, withheld(withheld.why()));
      case TestCardResult.Failed failed when failed.keysRefused() ->
          Finding.warning(item(), device, "testCard.refused");
      case TestCardResult.Failed failed ->
          Finding.bad(item(), device, FAILED, failed.step(), failed.problem());
    };
  }

  private Finding note(String device, String code, Object... arguments) {
    return Finding.of(item(), device, Verdict.NOTE, code, arguments);
  }

  private static String withheld(Permission why) {
    return switch (why) {
      case ON_RECORD -> "testCard.onRecord";
      case TRIES_AT_RISK -> "testCard.atRisk";
      case KEYS_REFUSED, GRANTED -> "testCard.refused";
    };
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f", time.toMillis() / 1000.0);
  }
}
