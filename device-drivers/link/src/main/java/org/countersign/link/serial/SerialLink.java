package org.countersign.link.serial;

import com.fazecast.jSerialComm.SerialPort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.countersign.driver.link.ByteLink;
import org.countersign.driver.link.LineSettings;
import org.countersign.driver.link.LinkException;
import org.countersign.driver.link.LinkException.Reason;
import org.countersign.link.buffer.ReceiveBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An open serial port. Its own thread sleeps in the kernel until a byte comes or the device is
 * unplugged, so an idle port costs nothing and a loss is seen at once, whether or not anybody
 * reads.
 *
 * <p>The descriptor is closed only when no call on it is under way: jSerialComm keeps using its
 * number, and a number that was closed may by then be the ledger's. So a closing port is first made
 * not to block, which brings the reader out, and its queues are emptied, which brings a stuck
 * writer out.
 */
final class SerialLink implements ByteLink {

  private static final Logger LOG = LoggerFactory.getLogger(SerialLink.class);

  private static final int RECEIVE = 64 * 1024;

  /** Bytes handed over in one native call; the loop around it can be stopped in between. */
  private static final int PART = 1024;

  /** Most old input that is thrown away at opening; a device that sends more babbles. */
  private static final int MOST_OLD_INPUT = 256 * 1024;

  private static final long POLL = Duration.ofMillis(1).toNanos();
  private static final long PATIENCE = Duration.ofSeconds(1).toNanos();

  private final SerialLinks owner;
  private final String name;
  private final SerialPort port;
  private final ReceiveBuffer received;
  private final Thread reader;
  private final FutureTask<?> teardown;
  private volatile boolean ending;
  private volatile boolean writing;
  private volatile boolean handingOver;
  private volatile long writingUntil;
  private volatile long alarmAt = System.nanoTime();

  private SerialLink(SerialLinks owner, String name, SerialPort port) {
    this.owner = owner;
    this.name = name;
    this.port = port;
    this.received = new ReceiveBuffer(name, RECEIVE);
    this.reader = SerialLinks.daemon(this::receive, "link-" + Path.of(name).getFileName());
    this.teardown = new FutureTask<>(this::tearDown, null);
  }

  /** Opens the port; may hang in the operating system. */
  static SerialLink open(SerialLinks owner, String name, Path terminal, LineSettings settings)
      throws LinkException {
    SerialLibrary.load();
    SerialPort port = SerialPort.getCommPort(terminal.toString());
    configure(port, settings);
    port.setComPortTimeouts(SerialPort.TIMEOUT_NONBLOCKING, 0, 0);
    port.flushIOBuffers();
    if (!port.openPort(0)) {
      throw SerialPath.refused(name, Errno.meaning(port.getLastErrorCode(), terminal), null);
    }
    byte[] old = new byte[PART];
    for (int thrown = 0, taken = 1; taken > 0 && thrown < MOST_OLD_INPUT; thrown += taken) {
      taken = port.readBytes(old, old.length);
    }
    port.setComPortTimeouts(SerialPort.TIMEOUT_READ_SEMI_BLOCKING, 0, 0);
    SerialLink link = new SerialLink(owner, name, port);
    link.reader.start();
    return link;
  }

  private static boolean configure(SerialPort port, LineSettings settings) {
    int parity =
        switch (settings.parity()) {
          case NONE -> SerialPort.NO_PARITY;
          case EVEN -> SerialPort.EVEN_PARITY;
          case ODD -> SerialPort.ODD_PARITY;
        };
    int stopBits = settings.stopBits() == 1 ? SerialPort.ONE_STOP_BIT : SerialPort.TWO_STOP_BITS;
    int flow =
        settings.flowControl()
            ? SerialPort.FLOW_CONTROL_RTS_ENABLED | SerialPort.FLOW_CONTROL_CTS_ENABLED
            : SerialPort.FLOW_CONTROL_DISABLED;
    // A pseudo-terminal has no control lines and says so; that is no reason not to talk over it.
    port.setDTRandRTS(settings.dtr(), settings.rts());
    boolean flowSet = port.setFlowControl(flow);
    return port.setComPortParameters(settings.baud(), settings.dataBits(), stopBits, parity)
        && flowSet;
  }

  @Override
  public String name() {
    return name;
  }

  private void receive() {
    byte[] chunk = new byte[PART];
    try {
      while (!ending) {
        int taken = port.readBytes(chunk, chunk.length);
        if (taken > 0) {
          received.put(chunk, 0, taken, Long.MAX_VALUE);
        } else if (taken < 0 && !ending) {
          lose(Reason.LOST, "it was unplugged");
        } else if (!ending) {
          // Does not happen in the mode that we read in; if it does, it must not cost a core.
          LockSupport.parkNanos(10 * POLL);
        }
      }
    } catch (RuntimeException | Error e) {
      LOG.error("the reader of {} failed; the line is given up", name, e);
      lose(Reason.LOST, "its reader failed: " + e);
    }
  }

  private void lose(Reason reason, String what) {
    if (received.end(reason, what, null)) {
      ending = true;
      owner.elsewhere(teardown);
    }
  }

  @Override
  public int read(byte[] into, int offset, int length, Duration limit) throws LinkException {
    return received.take(into, offset, length, limit);
  }

  @Override
  public void write(byte[] bytes, int offset, int length, Duration limit) throws LinkException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    long deadline = System.nanoTime() + limit.toNanos();
    int sent = 0;
    while (sent < length) {
      awaitQueue(PART, deadline, sent == 0);
      int part = Math.min(PART, length - sent);
      int taken = handOver(bytes, offset + sent, part, deadline);
      if (taken < part) {
        // A port that is gone takes 0 bytes without an error.
        lose(Reason.LOST, "it took " + taken + " of " + part + " bytes: it was unplugged");
      }
      // Also when all were taken: the queue of a port that was given up was emptied.
      received.requireOpen("writing to", sent == 0 && taken <= 0);
      sent += part;
    }
  }

  private int handOver(byte[] bytes, int offset, int length, long deadline) {
    long now = System.nanoTime();
    writingUntil = Math.max(now + POLL, deadline);
    writing = true;
    handingOver = true;
    if (alarmAt - now <= 0 || alarmAt - writingUntil > 0) {
      setAlarm(now);
    }
    try {
      // Looked at after writing is set: who tears down either is seen here or waits for us.
      return ending ? 0 : port.writeBytes(bytes, length, offset);
    } finally {
      handingOver = false;
      writing = false;
    }
  }

  /**
   * An alarm is not called off after the write, for that would wake the watchdog twice a frame: one
   * that was set for an earlier write serves the next as well, and is set again if need be.
   */
  private void setAlarm(long now) {
    alarmAt = writingUntil;
    Future<?> ignored = owner.after(writingUntil - now, this::alarm);
  }

  private void alarm() {
    long now = System.nanoTime();
    if (handingOver && now - writingUntil >= 0) {
      lose(Reason.STUCK, "it takes no more bytes");
    } else if (handingOver) {
      setAlarm(now);
    }
  }

  @Override
  public void flush(Duration limit) throws LinkException {
    awaitQueue(0, System.nanoTime() + limit.toNanos(), true);
  }

  /** Waits until no more than so many bytes wait in the operating system's queue. */
  private void awaitQueue(int most, long deadline, boolean nothingSent) throws LinkException {
    String trying = most == 0 ? "flushing" : "writing to";
    while (true) {
      if (Thread.currentThread().isInterrupted()) {
        throw new LinkException(
            Reason.INTERRUPTED, nothingSent, "interrupted while " + trying + " " + name, null);
      }
      received.requireOpen(trying, nothingSent);
      int waiting = bytesAwaitingWrite();
      if (waiting >= 0 && waiting <= most) {
        return;
      }
      if (waiting < 0) {
        lose(Reason.LOST, "its queue cannot be asked: it was unplugged");
      } else if (System.nanoTime() - deadline >= 0) {
        lose(Reason.STUCK, waiting + " bytes do not leave");
      } else {
        LockSupport.parkNanos(this, POLL / 2);
      }
    }
  }

  private int bytesAwaitingWrite() {
    writing = true;
    try {
      return ending ? -1 : port.bytesAwaitingWrite();
    } finally {
      writing = false;
    }
  }

  @Override
  public int discardInput() throws LinkException {
    return received.clear();
  }

  @Override
  public void settings(LineSettings settings) throws LinkException {
    received.requireOpen("setting up", true);
    writing = true;
    try {
      if (!ending && !configure(port, settings)) {
        throw new LinkException(Reason.REFUSED, true, name + " cannot be set to " + settings, null);
      }
    } finally {
      writing = false;
    }
  }

  @Override
  public boolean isOpen() {
    return received.isOpen();
  }

  @Override
  public void close() {
    if (received.end(Reason.CLOSED, "it was closed", null)) {
      ending = true;
      owner.elsewhere(teardown);
    }
    try {
      teardown.get(2 * PATIENCE, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      LOG.warn("{} is not closed after 2 s: the operating system holds it", name);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      LOG.error("closing {} failed", name, e.getCause());
    }
  }

  private void tearDown() {
    try {
      long giveUp = System.nanoTime() + PATIENCE;
      while ((writing || reader.isAlive()) && System.nanoTime() - giveUp < 0) {
        // Without a reader thread in the way this could be one call; a reader that is about to
        // enter the kernel is caught by the mode, one that is inside is woken by its change.
        port.setComPortTimeouts(SerialPort.TIMEOUT_NONBLOCKING, 0, 0);
        if (writing) {
          port.flushIOBuffers();
        }
        LockSupport.parkNanos(this, POLL);
      }
      if (writing || reader.isAlive()) {
        LOG.warn("a call on {} does not return; closing it all the same", name);
      }
      port.closePort();
    } finally {
      owner.forget(this);
    }
  }
}
