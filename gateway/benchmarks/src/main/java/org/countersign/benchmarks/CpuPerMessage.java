package org.countersign.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * CPU time of this process over the messages that it took meanwhile, start of its code included. It
 * depends little on what else the machine does. One thread.
 */
final class CpuPerMessage {

  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private long nanos;
  private long messages;

  /**
   * A turn begins.
   *
   * @param before messages so far
   */
  void begin(long before) {
    nanos -= SYSTEM.getProcessCpuTime();
    messages -= before;
  }

  /**
   * It ends.
   *
   * @param after messages so far
   */
  void end(long after) {
    nanos += SYSTEM.getProcessCpuTime();
    messages += after;
  }

  /** Microseconds of CPU for each message of all turns. */
  double micros() {
    return nanos / 1e3 / messages;
  }
}
