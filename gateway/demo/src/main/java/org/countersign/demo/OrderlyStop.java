package org.countersign.demo;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * When the process is told to end (Ctrl-C, SIGTERM), a thread is interrupted and waited for, so
 * that it takes down what it has put up: daemons, folders, cards in hand. Opened by that thread
 * outside everything that is to be taken down.
 */
final class OrderlyStop implements AutoCloseable {

  /** The station parks a card within ten seconds; the rest takes three. */
  private static final long PATIENCE_SECONDS = 15;

  private final CountDownLatch takenDown = new CountDownLatch(1);
  private final Thread hook;

  private OrderlyStop(Thread worker) {
    hook =
        new Thread(
            () -> {
              worker.interrupt();
              try {
                takenDown.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "orderly-stop");
  }

  static OrderlyStop ofThisThread() {
    OrderlyStop stop = new OrderlyStop(Thread.currentThread());
    Runtime.getRuntime().addShutdownHook(stop.hook);
    return stop;
  }

  @Override
  public void close() {
    takenDown.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // The hook is what brought us here.
      return;
    }
  }
}
