package org.countersign.station.discovery;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.countersign.driver.DeviceInfo;

/**
 * Watches that a device stays the one it was: before it is opened, by what the kernel knows, so
 * that nothing is written to another; after it, by what it says of itself. The device's thread;
 * {@link #presence} any.
 */
public final class DeviceIdentification {

  /** Whether something is plugged in where the configuration says. */
  public enum Presence {
    PRESENT,
    ABSENT,
    /** A network device or one behind a service: only opening it tells. */
    UNKNOWN
  }

  private final String device;
  private final Optional<String> address;
  private final SerialPorts ports;
  private final IdentityStore store;

  /**
   * For one device.
   *
   * @param address of its line, as configured; empty if it has none
   */
  public DeviceIdentification(
      String device, Optional<String> address, SerialPorts ports, IdentityStore store) {
    this.device = device;
    this.address = address;
    this.ports = ports;
    this.store = store;
  }

  /** The path that is to be watched; empty for anything but a serial port. */
  public Optional<String> path() {
    return address.filter(a -> a.startsWith("/"));
  }

  /** Whether it is there. */
  public Presence presence() {
    return path()
        .map(p -> ports.presence(p).isPresent() ? Presence.PRESENT : Presence.ABSENT)
        .orElse(Presence.UNKNOWN);
  }

  /**
   * Looks at the port without touching it.
   *
   * @throws HeldOutException if it must not be opened
   */
  public void beforeOpening() throws HeldOutException {
    if (presence() == Presence.ABSENT) {
      return; // The opening says so itself.
    }
    Optional<DeviceIdentity> known = known();
    DeviceIdentity now = atPort();
    if (known.isPresent()) {
      require(known.get(), now.sayingAs(known.get()));
    }
  }

  /**
   * Compares what the open device says, and remembers it.
   *
   * @throws HeldOutException if it is another one and must be closed
   */
  public void afterOpening(DeviceInfo info) throws HeldOutException {
    if (presence() == Presence.ABSENT) {
      return; // It went again, which its driver notices; no port is left to compare.
    }
    DeviceIdentity port = atPort();
    DeviceIdentity now =
        new DeviceIdentity(
            port.address(),
            port.path(),
            port.usb(),
            port.usbSerial(),
            info.model(),
            SerialNumbers.tells(info.serial()) ? info.serial() : "");
    Optional<DeviceIdentity> known = known();
    if (known.isPresent()) {
      require(known.get(), now);
    }
    if (known.isEmpty() || !known.get().equals(now)) {
      remember(now);
    }
  }

  /**
   * Takes whatever is there at the next opening.
   *
   * @throws IOException if what was known cannot be deleted
   */
  public void forget() throws IOException {
    store.forget(device);
  }

  /** What is known; nothing if the configuration now names another address. */
  private Optional<DeviceIdentity> known() throws HeldOutException {
    try {
      return store.read(device).filter(known -> known.address().equals(address.orElse("")));
    } catch (IOException e) {
      throw new HeldOutException(
          false, "which device this was cannot be read (" + e.getMessage() + "); " + remedy());
    }
  }

  private void remember(DeviceIdentity now) throws HeldOutException {
    try {
      store.write(device, now);
    } catch (IOException e) {
      throw new HeldOutException(
          false,
          "which device this is cannot be written down ("
              + e.getMessage()
              + "): make room on the disk, or give the folder to the gateway's user");
    }
  }

  private DeviceIdentity atPort() throws HeldOutException {
    List<UsbPort> all = path().isPresent() ? ports.all() : List.of();
    Optional<UsbPort> port = path().flatMap(p -> ports.at(p, all));
    if (port.isPresent()) {
      requireOne(port.get(), all);
    }
    return new DeviceIdentity(
        address.orElse(""),
        port.flatMap(p -> p.byPath().stream().findFirst()).orElse(""),
        port.flatMap(UsbPort::usb).map(u -> u.id() + "/" + u.interfaceNumber()).orElse(""),
        port.map(p -> SerialNumbers.trusted(p, all)).orElse(""),
        "",
        "");
  }

  /** A by-id name of one of several twins leads to whichever was plugged in last. */
  private void requireOne(UsbPort port, List<UsbPort> all) throws HeldOutException {
    List<UsbPort> twins = SerialNumbers.twins(port, all);
    boolean named = path().filter(p -> p.startsWith("/dev/serial/by-path/")).isPresent();
    if (!twins.isEmpty() && !named) {
      throw new HeldOutException(
          false,
          port.words()
              + " and "
              + twins.getFirst().words()
              + " call themselves the same, so "
              + address.orElse("")
              + " may lead to either; name the socket instead: "
              + port.byPath().stream().findFirst().orElse("a name in /dev/serial/by-path")
              + " in devices.d/"
              + device
              + ".toml");
    }
  }

  private void require(DeviceIdentity known, DeviceIdentity now) throws HeldOutException {
    Optional<String> difference = DeviceIdentity.difference(known, now);
    if (difference.isPresent()) {
      throw new HeldOutException(
          true, "this is not the device that was here: " + difference.get() + "; " + remedy());
    }
  }

  private String remedy() {
    return "plug the right one in, or accept this one with 'countersign devices --accept "
        + device
        + "'";
  }
}
