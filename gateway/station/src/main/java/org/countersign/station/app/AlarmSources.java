package org.countersign.station.app;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.countersign.protocol.records.AlarmCode;
import org.countersign.station.alarm.Alarm;
import org.countersign.station.ledger.Ledger;
import org.countersign.station.selftest.Catalogue;
import org.countersign.station.selftest.SelfTestReport;
import org.countersign.station.selftest.TestCardCheck;
import org.countersign.trust.signer.Signer;
import org.countersign.trust.signer.SignerHealth;

/**
 * The one rule by which what a station knows of itself becomes an alarm that lasts; occasions are
 * raised where they occur.
 *
 * @param sam why no card keys are to be had from the SAM; empty if they are, or there is none
 * @param refusedDrivers why, by id; as they were at the start
 * @param selfTest the newest report; empty before the first
 */
record AlarmSources(
    Ledger ledger,
    List<Signer> signers,
    Supplier<Optional<String>> sam,
    Map<String, String> refusedDrivers,
    Supplier<Optional<SelfTestReport>> selfTest) {

  private static final Catalogue ENGLISH = new Catalogue(Locale.ENGLISH);

  /** By a wrong clock a grant and a certificate seem to have ended, and days to have passed. */
  private static final Set<AlarmCode> BY_THE_CLOCK =
      EnumSet.of(
          AlarmCode.GRANT_ENDED,
          AlarmCode.KEY_AWAY,
          AlarmCode.CARD_IN_DOUBT,
          AlarmCode.PIN_REFUSED);

  /**
   * What holds at a moment.
   *
   * @param looked codes that were looked for; of others nothing is known now
   */
  record Look(Set<AlarmCode> looked, List<Alarm> held) {}

  Look now() {
    Set<AlarmCode> looked = EnumSet.noneOf(AlarmCode.class);
    for (AlarmCode code : AlarmCode.values()) {
      if (!code.isOccasion() && code != AlarmCode.FLAPPING) {
        looked.add(code);
      }
    }
    List<Alarm> held = new ArrayList<>(ledger.alarmCauses().now());
    Optional<String> clock = ledger.time().now().objection();
    clock.ifPresent(why -> held.add(new Alarm(AlarmCode.CLOCK_DOUBTED, "", why)));
    ledger.standing().objection().ifPresent(why -> held.add(standing(why)));
    ledger.diskFull().ifPresent(why -> held.add(new Alarm(AlarmCode.DISK_FULL, "", why)));
    sam.get().ifPresent(why -> held.add(new Alarm(AlarmCode.SAM_AWAY, "", why)));
    ledger
        .grants()
        .objection()
        .ifPresent(why -> held.add(new Alarm(AlarmCode.GRANT_ENDED, "", why)));
    signers.forEach(signer -> signer(signer).ifPresent(held::add));
    if (clock.isPresent()) {
      looked.removeAll(BY_THE_CLOCK);
      held.removeIf(alarm -> BY_THE_CLOCK.contains(alarm.code()));
    }
    refusedDrivers.forEach((id, why) -> held.add(new Alarm(AlarmCode.DRIVER_REFUSED, id, why)));
    Optional<SelfTestReport> report = selfTest.get();
    report.ifPresentOrElse(
        found -> held.addAll(testCards(found)), () -> looked.remove(AlarmCode.TEST_CARD_FAILED));
    return new Look(looked, held);
  }

  private Alarm standing(String why) {
    AlarmCode code = ledger.standing().isFrozen() ? AlarmCode.LEDGER_COPY : AlarmCode.LEDGER_ANCHOR;
    return new Alarm(code, "", why);
  }

  private static Optional<Alarm> signer(Signer signer) {
    SignerHealth health = signer.health();
    return health.ready()
        ? Optional.empty()
        : Optional.of(new Alarm(AlarmCode.KEY_AWAY, signer.suite().suiteName(), health.detail()));
  }

  private static List<Alarm> testCards(SelfTestReport report) {
    return report.findings().stream()
        .filter(TestCardCheck::isFailure)
        .map(finding ->
            new Alarm(AlarmCode.TEST_CARD_FAILED, finding.subject(), ENGLISH.what(finding)))
        .toList();
  }
}
