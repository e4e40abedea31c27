package org.countersign.station.discovery;

import java.util.List;
import java.util.Optional;

/**
 * A serial port that is there, as the kernel and udev describe it. Texts are the device's own words
 * with control characters replaced.
 *
 * @param tty the kernel's name, for example {@code ttyUSB0}; another after each plugging in
 * @param usb what is behind it; empty for a port of the board
 * @param byId names in {@code /dev/serial/by-id} that lead to it
 * @param byPath names in {@code /dev/serial/by-path} that lead to it: the socket it is plugged into
 */
public record UsbPort(String tty, Optional<Usb> usb, List<String> byId, List<String> byPath) {

  /**
   * A USB device's descriptors.
   *
   * @param vendorId idVendor, 16 bits
   * @param productId idProduct, 16 bits
   * @param serial iSerial as told; empty if there is none
   * @param product iProduct; empty if there is none
   * @param interfaceNumber bInterfaceNumber, two hexadecimal digits; empty if not known
   * @param device the kernel's name of the device, for example {@code 1-2}: ports with the same one
   *     are one device
   * @param number bus and device number, new after each plugging in
   */
  public record Usb(
      int vendorId,
      int productId,
      String serial,
      String product,
      String interfaceNumber,
      String device,
      String number) {

    /** For example {@code 1a86:7523}. */
    public String id() {
      return String.format("%04x:%04x", vendorId, productId);
    }
  }

  public UsbPort {
    byId = List.copyOf(byId);
    byPath = List.copyOf(byPath);
  }

  /** What a person calls it. */
  public String words() {
    return usb.map(u ->
            "/dev/"
                + tty
                + " (USB "
                + u.id()
                + (u.product().isEmpty() ? "" : " \"" + u.product() + "\"")
                + (u.serial().isEmpty()
                    ? ", no serial number)"
                    : ", serial number \"" + u.serial() + "\")"))
        .orElse("/dev/" + tty + " (a port of the board)");
  }
}
