package org.countersign.osdp;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.countersign.driver.DeviceEvent;
import org.countersign.driver.DeviceEvent.Kind;
import org.countersign.driver.DeviceEvents;
import org.countersign.driver.DriverContext;

/**
 * Polls a reader to which nobody talks: it ends its session, and with it the card's, after 8 s of
 * silence. A thread of its own, {@code device-<id>-poll}.
 */
final class Heartbeat implements AutoCloseable {

  private static final Duration IDLE = Duration.ofSeconds(2);
  private static final Duration LOOK = Duration.ofMillis(500);

  private final Peripheral reader;
  private final DeviceEvents events;
  private final CountDownLatch closed = new CountDownLatch(1);

  Heartbeat(Peripheral reader, DriverContext context) {
    this.reader = reader;
    this.events = context.events();
    Thread.ofPlatform().daemon().name("device-" + context.deviceId() + "-poll").start(this::run);
  }

  private void run() {
    try {
      while (!closed.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
        if (!reader.keepAlive(IDLE)) {
          events.tell(new DeviceEvent(Kind.DEVICE_LOST, reader.name() + ": the line is gone"));
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
