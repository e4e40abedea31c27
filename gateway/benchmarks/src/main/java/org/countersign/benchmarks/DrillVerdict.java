package org.countersign.benchmarks;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import org.countersign.centre.alert.Alert;
import org.countersign.centre.alert.AlertEvent;
import org.countersign.centre.alert.AlertRules;
import org.countersign.centre.alert.OpeningHours;
import org.countersign.centre.alert.Scope;
import org.countersign.centre.condition.Cause;
import org.countersign.fleetsim.scenario.Truth;

/**
 * Alerts against the truth. A loss counts if a station makes fewer cards than it could while its
 * counter is open, for longer than the rules wait and a will takes, and it did not say before that
 * it would; it is found by an alert of the right cause that covers its station while it lasts, or
 * by one that says that the station is not heard. An alert is false if, when it opens, no fault of
 * its cause is in force at a station that it covers, or at fewer than a larger alert needs; a fault
 * counts until its station had the time to come back. One thread.
 */
final class DrillVerdict {

  /** Start of a box, longest back-off, keep-alive. */
  private static final Duration COMES_BACK = Duration.ofSeconds(150);

  private static final Duration WILL_TAKES = Duration.ofSeconds(50);

  private final OpeningHours hours;
  private final List<Truth.Entry> truth = new ArrayList<>();
  private final Map<Long, Told> told = new HashMap<>();

  /** An alert, from when to when it was open. */
  private static final class Told {
    final Alert alert;
    final long openedAt;
    long closedAt = Long.MAX_VALUE;

    Told(Alert alert, long openedAt) {
      this.alert = alert;
      this.openedAt = openedAt;
    }
  }

  DrillVerdict(OpeningHours hours) {
    this.hours = hours;
  }

  void struck(Truth.Entry entry) {
    truth.add(entry);
  }

  void told(AlertEvent event, long now) {
    switch (event) {
      case AlertEvent.Opened opened ->
          told.put(opened.alert().number(), new Told(opened.alert(), now));
      case AlertEvent.Closed closed ->
          Objects.requireNonNull(told.get(closed.alert().number())).closedAt = now;
      case AlertEvent.Escalated ignored -> {}
      case AlertEvent.Explained ignored -> {}
    }
  }

  /** Alerts in all. */
  int alerts() {
    return told.size();
  }

  /** Faults that cost capacity and had to be found by then. */
  List<Truth.Entry> losses(long end) {
    return truth.stream().filter(entry -> isLoss(entry, end)).toList();
  }

  private boolean isLoss(Truth.Entry entry, long end) {
    long ripe = entry.from() + AlertRules.USUAL.hold().toMillis() + WILL_TAKES.toMillis();
    return !entry.capacity().equals("full")
        && !entry.station().isEmpty()
        && !entry.cause().saysGoodbye()
        && ripe < Math.min(end, entry.to())
        && hours.isOpen(Instant.ofEpochMilli(ripe));
  }

  /** Seconds from the fault to the alert, 0 if there was one already; empty if it was missed. */
  OptionalDouble found(Truth.Entry loss) {
    return told.values().stream()
        .filter(one -> covers(one.alert, loss))
        .filter(one -> expected(loss).contains(one.alert.cause().name()) || hides(one.alert))
        .filter(one -> one.openedAt < loss.to() && one.closedAt > loss.from())
        .mapToDouble(one -> Math.max(0, one.openedAt - loss.from()) / 1e3)
        .min();
  }

  /** A station that is not heard cannot say what else is wrong. */
  private static boolean hides(Alert alert) {
    return alert.cause() == Cause.SILENT || alert.cause().name().equals("HUNG");
  }

  private static boolean covers(Alert alert, Truth.Entry entry) {
    return switch (alert.scope()) {
      case Scope.OfStation one -> one.station().node().equals(entry.station());
      case Scope.OfAlarm alarm -> alarm.station().node().equals(entry.station());
      case Scope.OfDistrict district -> district.district().equals(entry.district());
      case Scope.OfFleet ignored -> true;
    };
  }

  /** Alerts that nothing was behind. */
  List<Alert> falseOnes() {
    return told.values().stream().filter(one -> !isTrue(one)).map(one -> one.alert).toList();
  }

  private boolean isTrue(Told one) {
    long stations =
        truth.stream()
            .filter(entry -> covers(one.alert, entry))
            .filter(entry -> expected(entry).contains(one.alert.cause().name()))
            .filter(entry -> entry.from() <= one.openedAt)
            .filter(entry ->
                entry.to() == Long.MAX_VALUE || one.openedAt < entry.to() + COMES_BACK.toMillis())
            .map(Truth.Entry::station)
            .distinct()
            .count();
    return stations
        >= (one.alert.scope() instanceof Scope.OfStation ? 1 : AlertRules.USUAL.fewest());
  }

  /** What the centre may call a fault; names, since not every centre knows all of them. */
  private static Set<String> expected(Truth.Entry entry) {
    return switch (entry.cause()) {
      case POWER_CUT,
          LINE_CUT,
          LINK_REFUSED,
          LINK_CERTIFICATE_ENDED,
          SERVICE_CRASH,
          RESTART,
          PLANNED,
          NEW_VERSION ->
          Set.of("SILENT");
      case HUNG -> Set.of("SILENT", "HUNG");
      case CLOCK_WRONG -> Set.of("HELD", "CLOCK");
      case GRANT_EMPTY, CERTIFICATE_ENDED -> Set.of("HELD");
      case STOCK_OUT -> Set.of("NO_BLANKS");
      case ENCODER_DEAD, ENCODER_GONE, BAD_VERSION ->
          Set.of("SOME_DEVICES", "DEVICES_FAULTY", "NO_DEVICE");
      case BROKER_RESTART -> Set.of("NO_LINK");
      case LINE_SLOW -> Set.of();
    };
  }
}
