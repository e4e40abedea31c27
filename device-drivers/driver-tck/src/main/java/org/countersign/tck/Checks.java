package org.countersign.tck;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.countersign.driver.Capability;

/** What the kits have in common. */
abstract class Checks {

  private static final long STEP = Duration.ofMillis(5).toNanos();

  private final Supplier<Rig> rig;

  Checks(Supplier<Rig> rig) {
    this.rig = rig;
  }

  final Rig rig() {
    return rig.get();
  }

  /** Waits until something is so, and no longer than that. */
  static boolean becomes(Duration limit, BooleanSupplier so) {
    long end = System.nanoTime() + limit.toNanos();
    while (!so.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        return false;
      }
      LockSupport.parkNanos(STEP);
    }
    return true;
  }

  /** Declared is there, undeclared is not. */
  final void isThereExactlyIfDeclared(Class<? extends Capability> type) throws Exception {
    try (Session session = rig().open()) {
      Set<Class<? extends Capability>> declared = session.declared();
      boolean there =
          session.ask("capability", Duration.ZERO, device -> device.capability(type)).isPresent();
      String name = type.getSimpleName();
      boolean listed = declared.contains(type);
      Proof.holds(
          listed == there,
          name + " is in capabilities() exactly if capability(" + name + ".class) gives it",
          listed ? "it is given, as declared" : "it is not given, as it is not declared",
          there ? "it is given" : "it is not given");
    }
  }
}
