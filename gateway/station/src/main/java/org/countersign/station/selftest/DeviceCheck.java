package org.countersign.station.selftest;

import java.util.ArrayList;
import java.util.List;
import org.countersign.station.jobs.Devices;
import org.countersign.station.jobs.Devices.ChipPower;
import org.countersign.station.jobs.Devices.DeviceState;
import org.countersign.station.jobs.Devices.DeviceStatus;

/** Whether each device is open, says what it is, and reaches chips. */
public final class DeviceCheck implements Check {

  private final Devices devices;

  /** Over the station's devices. */
  public DeviceCheck(Devices devices) {
    this.devices = devices;
  }

  @Override
  public Item item() {
    return Item.DEVICES;
  }

  @Override
  public List<Finding> look() {
    List<DeviceStatus> all = devices.all();
    if (all.isEmpty()) {
      return List.of(Finding.bad(item(), "", "devices.none"));
    }
    // As long as one works the counter works.
    Verdict broken = all.stream().anyMatch(DeviceCheck::works) ? Verdict.WARNING : Verdict.BAD;
    List<Finding> findings = new ArrayList<>();
    all.forEach(device -> findings.add(finding(device, broken)));
    return findings;
  }

  /** Whether cards can be made with it now. */
  static boolean works(DeviceStatus device) {
    return (device.state() == DeviceState.ONLINE || device.state() == DeviceState.DEVICE_BUSY)
        && device.chip() != ChipPower.HARDWARE_ERROR;
  }

  private Finding finding(DeviceStatus device, Verdict broken) {
    String id = device.id();
    String model = device.model().isEmpty() ? device.driver() : device.model();
    if (works(device)) {
      return Finding.good(
          item(), id, device.job().isPresent() ? "device.deviceBusy" : "device.online", model);
    }
    if (device.chip() == ChipPower.HARDWARE_ERROR) {
      return Finding.of(item(), id, broken, "device.chip", model);
    }
    Verdict verdict = device.state() == DeviceState.STARTING ? Verdict.WARNING : broken;
    return Finding.of(item(), id, verdict, "device." + device.state().word(), device.detail());
  }
}
