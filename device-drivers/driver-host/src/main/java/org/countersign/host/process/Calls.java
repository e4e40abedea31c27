package org.countersign.host.process;

import java.time.Duration;
import java.util.function.Predicate;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.protocol.v1.driverhost.FromChild;
import org.countersign.protocol.v1.driverhost.ToChild;

/** Makes calls whose answers have the form that the call demands. */
final class Calls {

  private final ChildProcess child;

  Calls(ChildProcess child) {
    this.child = child;
  }

  /** A call that changes nothing at the card: losing its answer has no effect. */
  FromChild ask(ToChild.Builder frame, String doing, Duration limit, Predicate<FromChild> right)
      throws DeviceException {
    return checked(child.call(frame, doing, limit, Effect.NONE), doing, Effect.NONE, right);
  }

  /** A call after whose loss nobody knows what it did. */
  FromChild act(ToChild.Builder frame, String doing, Duration limit, Predicate<FromChild> right)
      throws DeviceException {
    return checked(child.call(frame, doing, limit, Effect.UNKNOWN), doing, Effect.UNKNOWN, right);
  }

  private static FromChild checked(
      FromChild answer, String doing, Effect effect, Predicate<FromChild> right)
      throws DeviceException {
    if (!right.test(answer)) {
      throw new DeviceException(
          Fault.DRIVER_BUG,
          effect,
          "",
          doing + ": the driver answered with what it must not; report it to the driver's vendor");
    }
    return answer;
  }

  /** A limit as it travels. */
  static long nanos(Duration limit) {
    return limit.compareTo(Duration.ofDays(1)) < 0 ? limit.toNanos() : Duration.ofDays(1).toNanos();
  }
}
