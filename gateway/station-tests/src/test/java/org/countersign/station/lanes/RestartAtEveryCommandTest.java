package org.countersign.station.lanes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.countersign.personalization.Application;
import org.countersign.personalization.JobState;
import org.countersign.simulator.CardKind;
import org.countersign.simulator.CardSpec;
import org.countersign.simulator.VirtualCard;
import org.countersign.station.app.StationFolder;
import org.countersign.station.jobs.JobRecord;
import org.countersign.station.lanes.CutBox.PowerGone;
import org.countersign.station.ledger.Doubts.KnownChip;
import org.countersign.station.ledger.LedgerFixture;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The power fails at every command of a card, and again while that is made good. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RestartAtEveryCommandTest {

  private static final String PERMIT = "residence-permit";

  private static final Map<String, Application> APPLICATIONS = new ConcurrentHashMap<>();

  @TempDir(factory = MemoryFolder.class)
  Path folder;

  /** A new one for each job, since a start reads the newest records of the whole chain. */
  private Path station;

  private final CountedSignatures signatures = new CountedSignatures();

  private static VirtualCard blank(String profile) {
    return profile.equals(PERMIT)
        ? VirtualCard.make(CardSpec.blank(CardKind.LDS).withMasterKey(CardSpec.testKey(16), true))
        : VirtualCard.blank(CardKind.FILE);
  }

  /** Begins a job on a card; returns whether the power failed. */
  private boolean begin(String job, String profile, VirtualCard card, int cutAt, boolean after)
      throws Exception {
    station = Files.createDirectory(folder.resolve(job));
    try (CutBox box = new CutBox(station, signatures)) {
      box.accept(job, APPLICATIONS.computeIfAbsent(profile, p -> StationFolder.application(p, 1)));
      return isCut(box, card, cutAt, after);
    }
  }

  /** Starts again with the card still in the reader. */
  private boolean goOn(VirtualCard card, int cutAt, boolean after) throws Exception {
    try (CutBox box = new CutBox(station, signatures)) {
      return isCut(box, card, cutAt, after);
    }
  }

  private static boolean isCut(CutBox box, VirtualCard card, int cutAt, boolean after) {
    box.reader.insert(card);
    box.cutAt(cutAt, after);
    try {
      CardOutcome ignored = box.work();
      return false;
    } catch (PowerGone e) {
      return true;
    }
  }

  private void mustBeIssued(String job, VirtualCard card, String when) throws Exception {
    try (LedgerFixture fixture = new LedgerFixture(station)) {
      JobRecord record = fixture.ledger.find(job).orElseThrow();
      assertThat(record.state()).as("%s: %s", when, record).isEqualTo(JobState.ACTIVATED);
      assertThat(record.work()).as(when).isPresent();
      assertThat(card.state().isFinished()).as(when).isTrue();
      assertThat(card.state().defects()).as(when).isEmpty();
      assertThat(signatures.of(job)).as(when).isEqualTo(1);
      assertThat(fixture.ledger.doubts().chip(record.work().orElseThrow().chipId()))
          .as(when)
          .map(KnownChip::state)
          .contains("ISSUED");
      assertThat(fixture.ledger.counts().inDoubt()).as(when).isZero();
      assertThat(fixture.ledger.counts().inProcess()).as(when).isZero();
      assertThat(fixture.ledger.verify()).as(when).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "residence-permit, false",
    "residence-permit, true",
    "residence-registration-card, false",
    "residence-registration-card, true"
  })
  void the_card_is_finished_after_the_restart(String profile, boolean after) throws Exception {
    boolean cut = true;
    for (int k = 1; cut; k++) {
      VirtualCard card = blank(profile);
      String job = "job-" + k;
      cut = begin(job, profile, card, k, after);
      if (cut) {
        assertThat(goOn(card, 0, false)).isFalse();
      }
      mustBeIssued(job, card, profile + ", command " + k);
    }
  }

  @ParameterizedTest
  @CsvSource({"residence-permit", "residence-registration-card"})
  void the_power_may_fail_again_while_the_card_is_finished(String profile) throws Exception {
    int setAside = 0;
    for (int k = 5; k <= 40; k += 3) {
      for (int j = k % 4 + 1; j <= 40; j += 7) {
        VirtualCard card = blank(profile);
        String job = "job-" + k + "-" + j;
        boolean cut = begin(job, profile, card, k, j % 2 == 0);
        if (cut && goOn(card, j, k % 2 == 0)) {
          assertThat(goOn(card, 0, false)).isFalse();
        }
        String when = profile + ", commands " + k + " and " + j;
        if (isSetAside(job)) {
          // Its keys were tried twice without an end: it is a blank that nobody tries again.
          assertThat(card.state().files()).as(when).isEmpty();
          assertThat(card.state().triesLeft()).as(when).isGreaterThanOrEqualTo(3);
          setAside++;
          card = blank(profile);
          assertThat(goOn(card, 0, false)).isFalse();
        }
        mustBeIssued(job, card, when);
      }
    }
    assertThat(setAside).isLessThan(10);
  }

  private boolean isSetAside(String job) {
    try (LedgerFixture fixture = new LedgerFixture(station)) {
      return fixture.state(job) == JobState.RESERVED;
    }
  }
}
