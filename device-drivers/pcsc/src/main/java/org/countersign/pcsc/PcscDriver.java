package org.countersign.pcsc;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceDiscovery;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DiscoveredDevice;
import org.countersign.driver.DriverContext;
import org.countersign.driver.DriverDescriptor;
import org.countersign.driver.DriverProvider;
import org.countersign.driver.Effect;

/** Driver {@code pcsc}: every reader that pcscd knows. */
public final class PcscDriver implements DriverProvider, DeviceDiscovery {

  private static final Duration DISCOVERY_LIMIT = Duration.ofSeconds(5);

  private static final DriverDescriptor DESCRIPTOR =
      new DriverDescriptor(
          "pcsc",
          "Countersign",
          "0.1.0",
          DriverDescriptor.API_LEVEL,
          List.of("any PC/SC reader"),
          PcscSettings.KEYS);

  @Override
  public DriverDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public Device open(DriverContext context) throws DeviceException {
    PcscSettings settings = PcscSettings.of(context.config());
    return PcscDevice.open(PcscLibrary.open(settings.socket()), settings, context);
  }

  @Override
  public List<DiscoveredDevice> discover(Map<String, String> config) throws DeviceException {
    Winscard winscard = PcscLibrary.open(PcscSettings.socket(config));
    CallGuard guard = Watchdog.SHARED.newGuard();
    try {
      return readers(winscard, guard).stream()
          .map(reader -> new DiscoveredDevice(reader, PcscSettings.naming(reader)))
          .toList();
    } catch (PcscFailure e) {
      throw e.toDeviceException(
          "list the readers of pcscd at " + PcscLibrary.current(), Effect.NONE);
    } finally {
      Watchdog.SHARED.forget(guard);
    }
  }

  private static List<String> readers(Winscard winscard, CallGuard guard) throws PcscFailure {
    Deadline deadline = Deadline.after(DISCOVERY_LIMIT);
    PcscContext context = PcscContext.establish(winscard, guard, deadline);
    try {
      return context.readers(deadline);
    } finally {
      context.release(deadline);
    }
  }
}
