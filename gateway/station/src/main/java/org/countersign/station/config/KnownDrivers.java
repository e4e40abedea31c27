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

  /** Why a driver that is there was not taken; its devices are configured, but open nothing. */
  default Optional<String> refusal(String id) {
    return Optional.empty();
  }
}
