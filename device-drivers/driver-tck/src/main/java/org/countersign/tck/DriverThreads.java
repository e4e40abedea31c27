package org.countersign.tck;

import java.util.Set;
import java.util.stream.Collectors;

/** Which threads are a driver's: those that were started by it, which the context loader shows. */
final class DriverThreads {

  private DriverThreads() {}

  static Set<Thread> running(Rig rig) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(Thread::isAlive)
        .filter(thread -> !(thread instanceof DeviceThread))
        .filter(thread ->
            thread.getContextClassLoader() == rig.loader()
                || thread.getClass().getClassLoader() == rig.loader())
        .collect(Collectors.toSet());
  }
}
