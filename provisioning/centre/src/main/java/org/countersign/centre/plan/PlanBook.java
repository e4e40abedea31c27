package org.countersign.centre.plan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;

/**
 * The planned work of the fleet. Asking is from memory, on any thread; a change waits for the
 * database.
 */
public final class PlanBook {

  /** Plans that it holds. */
  public static final int MOST = 1_000;

  /** So long after its end a plan is there to be read. */
  static final Duration KEPT = Duration.ofDays(7);

  private final PlanTable table;
  private volatile Map<String, List<Plan>> districts;

  /** The largest id that was given; under this object's lock. */
  private long last;

  /**
   * What a table holds.
   *
   * @throws org.countersign.centre.store.StoreException if it cannot be read
   */
  public PlanBook(PlanTable table) {
    this.table = table;
    List<Plan> plans = table.all();
    this.last = plans.stream().mapToLong(Plan::id).max().orElse(0);
    this.districts = byDistrict(plans);
  }

  private static Map<String, List<Plan>> byDistrict(List<Plan> plans) {
    return plans.stream().collect(Collectors.groupingBy(Plan::district));
  }

  /** The plan that speaks of a station at a moment; of several the one that lasts longest. */
  public Optional<Plan> covering(EdgeNodeDescriptor station, long now) {
    return districts.getOrDefault(station.group(), List.of()).stream()
        .filter(plan -> plan.covers(station, now))
        .max(Comparator.comparingLong(Plan::to));
  }

  /** The plans of a station alone, not those of its district, by their begin. */
  public List<Plan> of(EdgeNodeDescriptor station) {
    return all().stream()
        .filter(plan -> plan.district().equals(station.group()))
        .filter(plan -> plan.station().equals(Optional.of(station.node())))
        .toList();
  }

  /** All of them, by their begin; those that ended in the last week too. */
  public List<Plan> all() {
    return districts.values().stream()
        .flatMap(List::stream)
        .sorted(Comparator.comparingLong(Plan::from).thenComparingLong(Plan::id))
        .toList();
  }

  /**
   * Adds a plan, durably.
   *
   * @param plan its id is passed over
   * @param now the centre's clock
   * @return the same with its id; empty if there are {@value #MOST} already
   * @throws org.countersign.centre.store.StoreException if it was not kept
   */
  public synchronized Optional<Plan> add(Plan plan, long now) {
    tidy(now - KEPT.toMillis());
    List<Plan> plans = new ArrayList<>(all());
    if (plans.size() >= MOST) {
      return Optional.empty();
    }
    Plan added = plan.withId(last + 1);
    table.add(added);
    last = added.id();
    plans.add(added);
    districts = byDistrict(plans);
    return Optional.of(added);
  }

  private void tidy(long before) {
    List<Plan> plans = all();
    List<Plan> left = plans.stream().filter(plan -> plan.to() >= before).toList();
    if (left.size() < plans.size()) {
      table.removeEndedBefore(before);
      districts = byDistrict(left);
    }
  }

  /**
   * Takes a plan out, durably.
   *
   * @return the plan; empty if there is none of that id
   * @throws org.countersign.centre.store.StoreException if it is still there
   */
  public synchronized Optional<Plan> remove(long id) {
    List<Plan> plans = all();
    Optional<Plan> gone = plans.stream().filter(plan -> plan.id() == id).findFirst();
    if (gone.isPresent()) {
      table.remove(id);
      districts = byDistrict(plans.stream().filter(plan -> plan.id() != id).toList());
    }
    return gone;
  }
}
