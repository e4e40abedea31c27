package org.countersign.tck;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.Map;

/**
 * What the threads of this process have used of the processor; the JVM's own are not among them.
 */
final class ThreadTimes {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Map<Long, Long> nanos = new HashMap<>();

  private ThreadTimes() {}

  static ThreadTimes now() {
    ThreadTimes times = new ThreadTimes();
    for (long id : THREADS.getAllThreadIds()) {
      long used = THREADS.getThreadCpuTime(id);
      if (used >= 0) {
        times.nanos.put(id, used);
      }
    }
    return times;
  }

  /** Nanoseconds used since then, by the names of threads that still run. */
  Map<String, Long> since(ThreadTimes before) {
    Map<String, Long> used = new HashMap<>();
    nanos.forEach((id, total) -> {
      ThreadInfo info = THREADS.getThreadInfo(id);
      if (info != null) {
        used.merge(info.getThreadName(), total - before.nanos.getOrDefault(id, 0L), Long::sum);
      }
    });
    return used;
  }
}
