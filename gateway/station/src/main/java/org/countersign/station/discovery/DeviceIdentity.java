package org.countersign.station.discovery;

import java.util.Optional;

/**
 * Who a device is, in three parts. What does not tell it from others is empty.
 *
 * @param address by which the configuration names it; empty if it names no line
 * @param path the socket it is plugged into, as udev's by-path name
 * @param usb vendor, product and interface, for example {@code 1a86:7523/00}
 * @param usbSerial its USB serial number
 * @param model what it says of itself
 * @param serial the serial number it says of itself
 */
record DeviceIdentity(
    String address, String path, String usb, String usbSerial, String model, String serial) {

  /** Compares; empty if nothing says that it is another device. */
  static Optional<String> difference(DeviceIdentity known, DeviceIdentity now) {
    if (!known.usb.equals(now.usb)) {
      return Optional.of(changed("USB device", known.usb, now.usb));
    }
    if (!known.usbSerial.equals(now.usbSerial)) {
      return Optional.of(changed("USB serial number", known.usbSerial, now.usbSerial));
    }
    if (!known.model.equals(now.model)) {
      return Optional.of(changed("model", known.model, now.model));
    }
    if (!known.serial.isEmpty() && !known.serial.equals(now.serial)) {
      return Optional.of(changed("serial number that it tells", known.serial, now.serial));
    }
    boolean sameByNumber = !now.usbSerial.isEmpty() || !known.serial.isEmpty();
    if (!known.path.equals(now.path) && !sameByNumber) {
      return Optional.of(
          "it is in another socket ("
              + now.path
              + " instead of "
              + known.path
              + ") and has no serial number by which it could be told from its like");
    }
    return Optional.empty();
  }

  private static String changed(String what, String known, String now) {
    return "its " + what + " is " + shown(now) + " instead of " + shown(known);
  }

  private static String shown(String text) {
    return text.isEmpty() ? "missing or of no use" : "\"" + text + "\"";
  }

  /** The same with what the device said of itself before, while it has not been asked. */
  DeviceIdentity sayingAs(DeviceIdentity other) {
    return new DeviceIdentity(address, path, usb, usbSerial, other.model, other.serial);
  }
}
