package org.countersign.host.bundle;

import java.util.List;
import org.countersign.driver.Device;
import org.countersign.driver.DriverContext;
import org.countersign.driver.DriverDescriptor;
import org.countersign.driver.DriverProvider;

/** What the manifest of {@link BundleFolder} says. */
public final class ToyDriver implements DriverProvider {
  @Override
  public DriverDescriptor descriptor() {
    return new DriverDescriptor("toy", "ACME", "1.2.0", 1, List.of("E100"), List.of());
  }

  @Override
  public Device open(DriverContext context) {
    throw new IllegalStateException("opens nothing");
  }
}
