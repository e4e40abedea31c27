package org.countersign.station.config;

import java.util.Optional;
import java.util.Set;
import org.countersign.driver.DriverDescriptor;

/** The drivers that a configuration may name. */
public interface KnownDrivers {

  /** Their ids. */
  Set<String> ids();

  /** What a driver is and can be told. */
  Optional<DriverDescriptor> descriptor(String id);
}
