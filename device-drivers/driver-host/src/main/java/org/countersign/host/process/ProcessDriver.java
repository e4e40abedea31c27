package org.countersign.host.process;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DriverContext;
import org.countersign.driver.DriverDescriptor;
import org.countersign.driver.DriverProvider;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;

/**
 * A driver that runs in a process of its own, one for each open device. It opens and answers as the
 * driver itself would; a process that exits, hangs, floods or breaks the rules of its pipes ends
 * the call in hand with {@link Fault#COMMUNICATION} and is killed, and the next {@link #open}
 * starts another one, as long as the device's {@link CrashBudget} lasts.
 */
public final class ProcessDriver implements DriverProvider {

  private final DriverDescriptor descriptor;
  private final ChildSettings settings;
  private final LongSupplier nanoTime;
  private final Map<String, CrashBudget> budgets = new ConcurrentHashMap<>();

  /** A driver that its manifest describes; none of its code is run here. */
  public ProcessDriver(DriverDescriptor descriptor, ChildSettings settings) {
    this(descriptor, settings, System::nanoTime);
  }

  ProcessDriver(DriverDescriptor descriptor, ChildSettings settings, LongSupplier nanoTime) {
    this.descriptor = descriptor;
    this.settings = settings;
    this.nanoTime = nanoTime;
  }

  @Override
  public DriverDescriptor descriptor() {
    return descriptor;
  }

  /** How often the process of a device ended without being asked to. */
  public long crashes(String deviceId) {
    return budget(deviceId).total();
  }

  private CrashBudget budget(String deviceId) {
    return budgets.computeIfAbsent(deviceId, id -> new CrashBudget(nanoTime));
  }

  @Override
  public Device open(DriverContext context) throws DeviceException {
    String device = context.deviceId();
    CrashBudget budget = budget(device);
    var hold = budget.hold();
    if (hold.isPresent()) {
      throw new DeviceException(
          hold.get().outOfService() ? Fault.CONFIGURATION : Fault.NOT_READY,
          Effect.NONE,
          "",
          device + ": " + hold.get().reason());
    }
    ChildProcess child = ChildProcess.start(settings, context, budget::crashed);
    try {
      return ChildDevice.open(child, context);
    } catch (DeviceException | RuntimeException e) {
      child.close();
      throw e;
    }
  }
}
