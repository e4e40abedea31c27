package org.countersign.station.desk;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.countersign.driver.StorageUnit;
import org.countersign.station.jobs.Devices.DeviceStatus;
import org.countersign.station.ledger.Ledger;
import org.countersign.station.stock.Account;
import org.countersign.station.stock.Batch;
import org.countersign.station.stock.CardState;
import org.countersign.station.stock.Discrepancy;
import org.countersign.station.stock.ReplenishmentStatus;
import org.countersign.station.stock.ShiftReport.UnitLine;
import org.countersign.station.stock.Supply;

/** The record beside what the devices count. */
public final class Accounts {

  private Accounts() {}

  /**
   * The stock now.
   *
   * @param low blanks of a product at which they are low
   */
  public static Account of(
      Ledger ledger, List<DeviceStatus> devices, Set<String> products, long low) {
    List<Batch> batches = ledger.stock().batches();
    List<Discrepancy> discrepancies = new ArrayList<>(ledger.stock().discrepancies());
    discrepancies.addAll(hoppers(devices, batches));
    return new Account(
        batches, supplies(batches, products, low), discrepancies, ledger.shifts().current());
  }

  /** Before the first batch is received nobody counts, and nothing is low. */
  private static List<Supply> supplies(List<Batch> batches, Set<String> products, long low) {
    if (batches.stream().allMatch(Batch::isUnbatched)) {
      return List.of();
    }
    List<Supply> supplies = new ArrayList<>();
    for (String product : new TreeSet<>(products)) {
      List<Batch> ofProduct =
          batches.stream()
              .filter(batch -> batch.product().equals(product) && !batch.isUnbatched())
              .toList();
      supplies.add(new Supply(product, Batch.sum(ofProduct, CardState.BLANK), low));
    }
    return supplies;
  }

  /** What the devices count. */
  static List<UnitLine> units(List<DeviceStatus> devices) {
    List<UnitLine> lines = new ArrayList<>();
    for (DeviceStatus device : devices) {
      for (StorageUnit unit : device.units()) {
        lines.add(
            new UnitLine(
                device.id(),
                unit.id(),
                unit.count(),
                unit.threshold(),
                ReplenishmentStatus.of(unit.count(), unit.threshold()).word()));
      }
    }
    return lines;
  }

  /** Devices that hold more blanks than the batches that are open for them have on record. */
  static List<Discrepancy> hoppers(List<DeviceStatus> devices, List<Batch> batches) {
    List<Discrepancy> found = new ArrayList<>();
    Set<String> sharing = new TreeSet<>();
    long shared = 0;
    for (DeviceStatus device : devices) {
      long counted = hopper(device);
      List<Batch> own = openFor(batches, device.id());
      if (own.isEmpty()) {
        sharing.add(device.id());
        shared += counted;
      } else {
        tooMany(device.id(), counted, own, found);
      }
    }
    List<Batch> common = openFor(batches, "");
    if (!common.isEmpty()) {
      tooMany(String.join(", ", sharing), shared, common, found);
    }
    return found;
  }

  private static void tooMany(
      String devices, long counted, List<Batch> batches, List<Discrepancy> found) {
    long beyond = counted - Batch.sum(batches, CardState.BLANK);
    if (beyond > 0) {
      found.add(new Discrepancy(Discrepancy.Kind.HOPPER, devices, beyond));
    }
  }

  private static List<Batch> openFor(List<Batch> batches, String device) {
    return batches.stream().filter(batch -> batch.openFor().contains(device)).toList();
  }

  /** A unit without a threshold need not be filled: a tray for what was rejected. */
  private static long hopper(DeviceStatus device) {
    Set<String> seen = new HashSet<>();
    return device.units().stream()
        .filter(unit -> unit.threshold() > 0 && seen.add(unit.id()))
        .mapToLong(StorageUnit::count)
        .sum();
  }
}
