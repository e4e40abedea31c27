package org.countersign.demo;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.countersign.driver.ConfigKey;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DriverContext;
import org.countersign.driver.DriverDescriptor;
import org.countersign.driver.DriverProvider;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;

/** Opens {@link SoakEncoder}s whose hopper outlives them; the setting {@code hopper} names it. */
public final class SoakDriver implements DriverProvider {

  private static final ConcurrentMap<String, SoakHopper> HOPPERS = new ConcurrentHashMap<>();

  /** Lets devices find the hopper; until it is taken away. */
  static void offer(String name, SoakHopper hopper) {
    HOPPERS.put(name, hopper);
  }

  /** Lets nobody find it any more. */
  static void withdraw(String name) {
    HOPPERS.remove(name);
  }

  @Override
  public DriverDescriptor descriptor() {
    return new DriverDescriptor(
        "soak",
        "Countersign",
        "0.1.0",
        DriverDescriptor.API_LEVEL,
        List.of("Countersign encoder of the long run"),
        List.of(ConfigKey.required("hopper", ConfigKey.Type.TEXT, "Name of its blanks.")));
  }

  @Override
  public Device open(DriverContext context) throws DeviceException {
    String name = Objects.requireNonNull(context.config().get("hopper"));
    SoakHopper hopper = HOPPERS.get(name);
    if (hopper == null) {
      throw new DeviceException(
          Fault.CONFIGURATION, Effect.NONE, "", "soak: nobody offers the hopper " + name);
    }
    return new SoakEncoder(context.deviceId(), hopper);
  }
}
