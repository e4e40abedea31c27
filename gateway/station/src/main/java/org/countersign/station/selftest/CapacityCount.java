package org.countersign.station.selftest;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.countersign.station.jobs.Devices;

/**
 * Counts the cards that the day can hold: the least of what the working devices make in the opening
 * hours, blanks, serials, grant and disk.
 */
public final class CapacityCount {

  /** Taken where no card was made yet: a slow chip and a slow hand. */
  static final Duration USUAL = Duration.ofSeconds(30);

  private final Devices devices;
  private final Supplier<Optional<Duration>> timePerCard;
  private final Duration open;
  private final Set<String> products;
  private final Blanks blanks;
  private final LongSupplier serials;
  private final Grant grant;
  private final DiskCheck disk;

  /**
   * Over the station's parts.
   *
   * @param timePerCard measured; empty before the first card
   * @param open hours of the counter
   * @param products profile ids
   * @param serials not given yet
   */
  public CapacityCount(
      Devices devices,
      Supplier<Optional<Duration>> timePerCard,
      Duration open,
      Set<String> products,
      Blanks blanks,
      LongSupplier serials,
      Grant grant,
      DiskCheck disk) {
    this.devices = devices;
    this.timePerCard = timePerCard;
    this.open = open;
    this.products = Set.copyOf(products);
    this.blanks = blanks;
    this.serials = serials;
    this.grant = grant;
    this.disk = disk;
  }

  /** Counts now. */
  DayCapacity now(List<Finding> findings) {
    if (findings.stream().anyMatch(CapacityCount::stopsAll)) {
      return DayCapacity.STOPPED;
    }
    Set<String> failed = TestCardCheck.failed(findings);
    long working =
        devices.all().stream()
            .filter(DeviceCheck::works)
            .filter(device -> !failed.contains(device.id()))
            .count();
    long each = open.dividedBy(timePerCard.get().orElse(USUAL));
    DayCapacity capacity =
        new DayCapacity(working * each, "devices")
            .and(serials.getAsLong(), "serials")
            .and(disk.cards(), "disk");
    Map<String, Blanks.Count> counts = blanks.counts();
    if (counts.keySet().containsAll(products)) {
      long all = counts.values().stream().mapToLong(Blanks.Count::blank).sum();
      capacity = capacity.and(all, "blanks");
    }
    Optional<Grant.Left> left = grant.left();
    return left.isPresent() ? capacity.and(left.get().cards(), "grant") : capacity;
  }

  /**
   * One of several keys that cannot sign stops its products alone, and a device that fails on its
   * test card only itself.
   */
  private static boolean stopsAll(Finding finding) {
    return finding.verdict() == Verdict.BAD
        && finding.item() != Item.CERTIFICATES
        && TestCardCheck.failed(List.of(finding)).isEmpty();
  }
}
