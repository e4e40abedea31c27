package org.countersign.station.discovery;

import java.util.List;
import org.countersign.driver.ConfigKey;
import org.countersign.host.bundle.Match;

/**
 * A rule of an installed driver.
 *
 * @param driver its id
 * @param keys all its settings
 * @param match what it says
 */
public record DriverRule(String driver, List<ConfigKey> keys, Match match) {

  public DriverRule {
    keys = List.copyOf(keys);
  }

  /** Whether the port is one the rule names. */
  boolean names(UsbPort port) {
    return port.usb()
        .filter(usb ->
            usb.vendorId() == match.vendorId()
                && usb.productId() == match.productId()
                && match
                    .interfaceNumber()
                    .map(number -> number.equalsIgnoreCase(usb.interfaceNumber()))
                    .orElse(true)
                && match
                    .product()
                    .map(product -> product.matcher(usb.product()).matches())
                    .orElse(true))
        .isPresent();
  }
}
