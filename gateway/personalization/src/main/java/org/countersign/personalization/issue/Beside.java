package org.countersign.personalization.issue;

/**
 * Begins what goes on beside a device's thread: preparing, signing, verifying. A harness that
 * decides itself when each of them goes on gives its own.
 */
@FunctionalInterface
public interface Beside {

  /**
   * Begins a task and returns without waiting for it.
   *
   * @param name of the thread, for example {@code sign-job-1}
   */
  void begin(String name, Runnable task);

  /** A daemon thread of its own for each task. */
  static Beside threads() {
    return (name, task) -> Thread.ofPlatform().daemon().name(name).start(task);
  }
}
