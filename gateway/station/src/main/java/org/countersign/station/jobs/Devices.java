package org.countersign.station.jobs;

import java.util.List;
import java.util.Optional;
import org.countersign.driver.StorageUnit;

/** The station's devices. Any thread; never waits for a device. */
public interface Devices {

  /** Every configured device, in the order of its id. */
  List<DeviceStatus> all();

  /**
   * A device at this moment.
   *
   * @param detail what a person should know or do; empty when all is well
   * @param job in hand
   */
  record DeviceStatus(
      String id,
      String driver,
      String model,
      DeviceState state,
      ChipPower chip,
      String detail,
      Optional<String> job,
      List<StorageUnit> units) {

    public DeviceStatus {
      units = List.copyOf(units);
    }
  }

  /** Device states in XFS4IoT's words (Common.Status), and STUCK for a call past its deadline. */
  enum DeviceState {
    ONLINE("online"),
    OFFLINE("offline"),
    NO_DEVICE("noDevice"),
    HARDWARE_ERROR("hardwareError"),
    USER_ERROR("userError"),
    DEVICE_BUSY("deviceBusy"),
    STARTING("starting"),
    STUCK("stuck");

    private final String word;

    DeviceState(String word) {
      this.word = word;
    }

    /** The word in API and metrics. */
    public String word() {
      return word;
    }
  }

  /** Chip power in XFS4IoT's words (CardReader.Status). */
  enum ChipPower {
    ONLINE("online"),
    POWERED_OFF("poweredOff"),
    BUSY("busy"),
    NO_CARD("noCard"),
    HARDWARE_ERROR("hardwareError"),
    UNKNOWN("unknown");

    private final String word;

    ChipPower(String word) {
      this.word = word;
    }

    /** The word in API and metrics. */
    public String word() {
      return word;
    }
  }
}
