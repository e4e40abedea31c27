package org.countersign.station.discovery;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which serial numbers tell one device from another. Makers of cheap adapters burn the same one
 * into all of them.
 */
final class SerialNumbers {

  /** Only zeros, only effs, or any one character again and again. */
  private static final Pattern ONE_CHARACTER = Pattern.compile("(.)\\1*");

  private static final Set<String> PLACEHOLDERS =
      Set.of(
          "0123456789",
          "1234567890",
          "123456789",
          "12345678",
          "1234567",
          "123456",
          "12345",
          "1234",
          "01234567",
          "0123456789abcdef",
          "123456789abcdef",
          "0001",
          "00000001",
          "null",
          "none",
          "n/a",
          "default",
          "serial",
          "unknown",
          "abcdef",
          "todo",
          "to be filled by o.e.m.",
          "invalid");

  private SerialNumbers() {}

  /** Whether the text can be a number of its own. */
  static boolean tells(String serial) {
    String text = serial.strip().toLowerCase(Locale.ROOT);
    return !text.isEmpty()
        && !ONE_CHARACTER.matcher(text).matches()
        && !PLACEHOLDERS.contains(text);
  }

  /** The port's serial number if it tells the device from all others that are there; else empty. */
  static String trusted(UsbPort port, List<UsbPort> all) {
    String serial = port.usb().map(UsbPort.Usb::serial).orElse("");
    return tells(serial) && twins(port, all).isEmpty() ? serial : "";
  }

  /** Other devices that are there with the same ids and serial number at the same interface. */
  static List<UsbPort> twins(UsbPort port, List<UsbPort> all) {
    return port.usb()
        .map(own ->
            all.stream()
                .filter(other -> other.usb().filter(u -> isTwin(own, u)).isPresent())
                .toList())
        .orElse(List.of());
  }

  private static boolean isTwin(UsbPort.Usb own, UsbPort.Usb other) {
    return !own.device().equals(other.device())
        && own.id().equals(other.id())
        && own.serial().equals(other.serial())
        && own.interfaceNumber().equals(other.interfaceNumber());
  }
}
