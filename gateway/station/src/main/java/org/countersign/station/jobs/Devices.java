package org.countersign.station.jobs;

import java.util.List;
import java.util.Optional;
import org.countersign.driver.StorageUnit;

/** The station's devices. Any thread; never waits for a device. */
public interface Devices {

  /** Every configured device, in the order of its id. */
  List<DeviceStatus> all();

  /**
   * Takes the device that is plugged in now as the one that is meant, whoever was known before; it
   * is opened at once. It is on record that a person did so. May wait for the ledger.
   *
   * @return whether there is a device of that id; never, where devices can only be looked at
   */
  default boolean accept(String id) {
    return false;
  }

  /**
   * A device at this moment.
   *
   * @param detail what a person should know or do; empty when all is well
   * @param job in hand
   * @param recovery what is being done to bring it back; empty if it is in no trouble
   */
  record DeviceStatus(
      String id,
      String driver,
      String model,
      DeviceState state,
      ChipPower chip,
      String detail,
      Optional<String> job,
      List<StorageUnit> units,
      Optional<Recovery> recovery) {

    public DeviceStatus {
      units = List.copyOf(units);
    }
  }

  /**
   * A device's way back to work.
   *
   * @param rung interrupt, reopen, reset, restart, sibling or person
   * @param attempt how often in a row this rung has been tried
   * @param reason what failed
   */
  record Recovery(String rung, int attempt, String reason) {}

  /**
   * Device states in XFS4IoT's words (Common.Status), and STUCK for a call past its deadline.
   * XFS4IoT's powerOff and fraudAttempt are not among them: no driver can tell them from noDevice
   * and hardwareError.
   */
  enum DeviceState {
    ONLINE("online"),
    OFFLINE("offline"),
    NO_DEVICE("noDevice"),
    HARDWARE_ERROR("hardwareError"),
    USER_ERROR("userError"),
    /** Another device is where a known one was. */
    POTENTIAL_FRAUD("potentialFraud"),
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
