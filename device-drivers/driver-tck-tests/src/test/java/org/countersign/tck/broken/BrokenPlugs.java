package org.countersign.tck.broken;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DriverContext;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.driver.link.ByteLink;
import org.countersign.tck.toy.driver.ToyDriver;
import org.countersign.tck.toy.driver.ToyWire;

/** Toy drivers that do not bear the pulling of the plug, each in one respect. */
public final class BrokenPlugs {

  private BrokenPlugs() {}

  /** Looks all the time whether its device is back. */
  public static final class SpinsWhileItIsUnplugged extends ToyDriver {
    private volatile boolean closed;

    @Override
    protected ToyWire wire(ByteLink line, Duration answerTime) {
      closed = false;
      Thread thread = new Thread(() -> watch(line), "toy-watch");
      thread.setDaemon(true);
      thread.start();
      return new ToyWire(line, answerTime) {
        @Override
        public void close() {
          closed = true;
          super.close();
        }
      };
    }

    private void watch(ByteLink line) {
      while (!closed) {
        if (line.isOpen()) {
          LockSupport.parkNanos(2_000_000);
        } else {
          Thread.onSpinWait();
        }
      }
    }
  }

  public static final class CallsTheLossAnotherName extends ToyDriver {
    @Override
    protected ToyWire wire(ByteLink line, Duration answerTime) {
      return new ToyWire(line, answerTime) {
        @Override
        public String order(String words, Duration limit, Effect unanswered)
            throws DeviceException {
          try {
            return super.order(words, limit, unanswered);
          } catch (DeviceException e) {
            throw new DeviceException(Fault.HARDWARE, e.effect(), "", "the device is broken", e);
          }
        }
      };
    }
  }

  /** Remembers the loss, and takes no device for a good one any more. */
  public static final class NeverComesBack extends ToyDriver {
    private volatile boolean lost;

    @Override
    protected Device device(DriverContext context, ToyWire wire) throws DeviceException {
      if (lost) {
        throw new DeviceException(
            Fault.COMMUNICATION, Effect.NONE, "", "the device was lost before; start again");
      }
      return super.device(context, wire);
    }

    @Override
    protected ToyWire wire(ByteLink line, Duration answerTime) {
      return new ToyWire(line, answerTime) {
        @Override
        public String order(String words, Duration limit, Effect unanswered)
            throws DeviceException {
          try {
            return super.order(words, limit, unanswered);
          } catch (DeviceException e) {
            lost |= e.fault() == Fault.COMMUNICATION;
            throw e;
          }
        }
      };
    }
  }
}
