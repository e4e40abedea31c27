package org.countersign.station.lanes;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.countersign.driver.StorageUnit;
import org.countersign.station.jobs.Devices.ChipPower;
import org.countersign.station.jobs.Devices.DeviceState;
import org.countersign.station.jobs.Devices.DeviceStatus;
import org.countersign.station.jobs.Devices.Recovery;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a device is doing, for whoever asks, and told to the record when it changes. Busy and ready
 * count as one there: with every card they would only repeat what the jobs tell.
 */
final class LaneStatus {

  /** Where changes are recorded. */
  @FunctionalInterface
  interface ChangeLog {
    void change(String device, String state, Map<String, String> facts);
  }

  private static final Logger LOG = LoggerFactory.getLogger(LaneStatus.class);

  private final String caution;
  private final ChangeLog record;
  private volatile DeviceStatus status;

  /** A caution is told with every state. */
  LaneStatus(String device, String driver, String caution, ChangeLog record) {
    this.caution = caution;
    this.record = record;
    this.status =
        new DeviceStatus(
            device,
            driver,
            "",
            DeviceState.STARTING,
            ChipPower.UNKNOWN,
            caution,
            Optional.empty(),
            List.of(),
            Optional.empty());
  }

  DeviceStatus now() {
    return status;
  }

  void state(DeviceState state, String detail) {
    String told =
        detail.isEmpty() || caution.isEmpty() ? detail + caution : detail + "; " + caution;
    update(s -> copy(s, s.model(), state, s.chip(), told, s.job(), s.units()));
  }

  void model(String model) {
    update(s -> copy(s, model, s.state(), s.chip(), s.detail(), s.job(), s.units()));
  }

  void chip(ChipPower chip) {
    if (status.chip() != chip) {
      update(s -> copy(s, s.model(), s.state(), chip, s.detail(), s.job(), s.units()));
    }
  }

  void job(Optional<String> job) {
    update(s -> copy(s, s.model(), s.state(), s.chip(), s.detail(), job, s.units()));
  }

  void units(List<StorageUnit> units) {
    update(s -> copy(s, s.model(), s.state(), s.chip(), s.detail(), s.job(), units));
  }

  void recovery(Optional<Recovery> recovery) {
    update(s ->
        new DeviceStatus(
            s.id(),
            s.driver(),
            s.model(),
            s.state(),
            s.chip(),
            s.detail(),
            s.job(),
            s.units(),
            recovery));
  }

  private synchronized void update(UnaryOperator<DeviceStatus> change) {
    DeviceStatus before = status;
    status = change.apply(before);
    if (settled(before.state()) != settled(status.state())
        || !before.detail().equals(status.detail())) {
      tell();
    }
  }

  private void tell() {
    String word = settled(status.state()).word();
    String detail = status.detail();
    if (detail.isEmpty()) {
      LOG.info("device {} is {}", status.id(), word);
    } else {
      LOG.info("device {} is {}: {}", status.id(), word, detail);
    }
    record.change(status.id(), word, detail.isEmpty() ? Map.of() : Map.of("detail", detail));
  }

  private static DeviceState settled(DeviceState state) {
    return state == DeviceState.DEVICE_BUSY ? DeviceState.ONLINE : state;
  }

  private static DeviceStatus copy(
      DeviceStatus s,
      String model,
      DeviceState state,
      ChipPower chip,
      String detail,
      Optional<String> job,
      List<StorageUnit> units) {
    return new DeviceStatus(
        s.id(), s.driver(), model, state, chip, detail, job, units, s.recovery());
  }
}
