package org.countersign.station.selftest;

import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.countersign.station.jobs.FleetStatus;
import org.countersign.station.jobs.FleetStatus.Link;

/** Whether the centre hears of the station. Cards do not wait for it. */
public final class FleetCheck implements Check {

  private final Supplier<Optional<FleetStatus>> link;

  /**
   * Of the station's link.
   *
   * @param link empty for a station that reports to nobody
   */
  public FleetCheck(Supplier<Optional<FleetStatus>> link) {
    this.link = link;
  }

  @Override
  public Item item() {
    return Item.FLEET;
  }

  @Override
  public List<Finding> look() {
    Optional<FleetStatus> status = link.get();
    if (status.isEmpty()) {
      return List.of(Finding.good(item(), "", "fleet.none"));
    }
    String since = status.get().since().truncatedTo(ChronoUnit.SECONDS).toString();
    String detail = status.get().detail();
    if (status.get().link() != Link.ONLINE) {
      return List.of(Finding.warning(item(), "", "fleet.offline", since, detail));
    }
    return List.of(
        detail.isEmpty()
            ? Finding.good(item(), "", "fleet.online", since)
            : Finding.warning(item(), "", "fleet.norecords", since, detail));
  }
}
