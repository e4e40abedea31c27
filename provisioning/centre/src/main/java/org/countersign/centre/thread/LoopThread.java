package org.countersign.centre.thread;

/** A thread that runs until its owner tells it to end, in the owner's own way. */
public final class LoopThread {

  private final Thread thread;

  private LoopThread(Thread thread) {
    this.thread = thread;
  }

  /**
   * Starts a thread.
   *
   * @param name in logs and dumps
   */
  public static LoopThread start(String name, Runnable loop) {
    return new LoopThread(Thread.ofPlatform().name(name).start(loop));
  }

  /**
   * Waits for its end, however long it takes; an interrupt is kept for afterwards, since what the
   * thread still does must not be left half done.
   */
  public void awaitEnd() {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
