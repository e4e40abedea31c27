package org.countersign.host.bundle;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A rule by which a device that is plugged in belongs to a driver. Network devices have none: they
 * are named by configuration.
 *
 * @param vendorId USB idVendor, 16 bits
 * @param productId USB idProduct, 16 bits
 * @param interfaceNumber bInterfaceNumber as two hexadecimal digits, for a device with several
 *     ports
 * @param product what the USB product string must match as a whole
 * @param models the driver's models that such a device may be; empty for all
 * @param key the driver's key of type link that receives the address
 */
public record Match(
    int vendorId,
    int productId,
    Optional<String> interfaceNumber,
    Optional<Pattern> product,
    List<String> models,
    String key) {

  public Match {
    models = List.copyOf(models);
  }

  /** For example {@code 1a86:7523}. */
  public String usb() {
    return String.format("%04x:%04x", vendorId, productId);
  }
}
