package org.countersign.osdp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DeviceInfo;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.driver.FirmwareTarget;

/**
 * Firmware by FILETRANSFER (SIA OSDP v2.2, command 7C, reply FTSTAT 7A). The protocol carries no
 * hash and the reader never says which offset it holds, so nothing is left to its word: each
 * fragment follows the last one that was acknowledged in its own session; if it is unknown whether
 * one was taken, the transfer has failed and begins again behind an ABORT. A status of 0 or 1 only
 * means that the reader is content; whether it runs the image shows in {@link
 * DeviceInfo#firmware()} after it was opened anew.
 */
final class FileTransfer implements FirmwareTarget {

  /** Type, total and offset of 4 bytes each, fragment's length of 2. */
  private static final int HEADER = 11;

  private static final int STATUS_BYTES = 7;
  private static final int PROCESSED = 1;
  private static final int RESTARTS = 2;
  private static final int KEEP_ASKING = 3;

  private final Peripheral reader;
  private final Abilities abilities;
  private Progress progress = Progress.IDLE;
  private long total;
  private long held;
  private int lastStatus;
  private Duration pause = Duration.ZERO;

  FileTransfer(Peripheral reader, int fileType, int packetBytes) {
    this.reader = reader;
    this.abilities =
        new Abilities(fileType, SecureChannel.capacity(packetBytes) - HEADER, false, true);
  }

  @Override
  public Abilities abilities() {
    return abilities;
  }

  @Override
  public void begin(long totalBytes, Duration limit) throws DeviceException {
    if (totalBytes < 1 || totalBytes > 0xFFFF_FFFFL) {
      throw refused("beginning a transfer: " + totalBytes + " bytes; 1 to 4294967295 can be told");
    }
    abort(limit);
    total = totalBytes;
    progress = Progress.RECEIVING;
  }

  @Override
  public Status write(long offset, byte[] fragment, Duration limit) throws DeviceException {
    String doing = "sending %d bytes of firmware at %d".formatted(fragment.length, offset);
    if (progress != Progress.RECEIVING || offset != held) {
      throw refused(
          "%s: the transfer is %s and holds %d bytes; begin it, or go on there"
              .formatted(doing, progress, held));
    }
    if (fragment.length < 1
        || fragment.length > abilities.maxFragmentBytes()
        || fragment.length > total - held) {
      throw refused(
          "%s: a fragment has 1 to %d bytes and stays within %d"
              .formatted(doing, abilities.maxFragmentBytes(), total));
    }
    Deadline deadline = Deadline.in(limit, System::nanoTime);
    take(send(offset, fragment, deadline, doing), fragment.length, doing);
    return status(limit);
  }

  private Reply send(long offset, byte[] fragment, Deadline deadline, String doing)
      throws DeviceException {
    reader.rest(deadline.atMost(pause), Effect.NONE, doing);
    byte[] data =
        ByteBuffer.allocate(HEADER + fragment.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put((byte) abilities.fileType())
            .putInt((int) total)
            .putInt((int) offset)
            .putShort((short) fragment.length)
            .put(fragment)
            .array();
    try {
      return reader.ask(Question.once(Code.FILETRANSFER, doing, data), deadline.left());
    } catch (DeviceException e) {
      if (e.effect() != Effect.NONE) {
        // Repeating it or leaving it out can both make a wrong image that the reader acknowledges.
        progress = Progress.FAILED;
      }
      throw e;
    }
  }

  private void take(Reply reply, int bytes, String doing) throws DeviceException {
    if (reply.isRefusal()) {
      progress = Progress.FAILED;
      throw reply.refused(doing);
    }
    if (reply.code() != Code.FTSTAT || reply.data().length < STATUS_BYTES) {
      progress = Progress.FAILED;
    }
    reply.require(Code.FTSTAT, STATUS_BYTES, doing);
    pause = Duration.ofMillis(reply.shortAt(1));
    lastStatus = (short) reply.shortAt(3);
    if (lastStatus < 0) {
      progress = Progress.FAILED;
      throw new DeviceException(
          Fault.HARDWARE,
          Effect.NONE,
          "FTSTAT " + lastStatus,
          doing + ": the reader gives up the transfer with status " + lastStatus);
    }
    held += bytes;
    if (held == total) {
      progress = Progress.RECEIVED;
    }
  }

  /** What was acknowledged: the reader itself cannot be asked. */
  @Override
  public Status status(Duration limit) {
    return new Status(progress, held);
  }

  /**
   * Waits until the reader has worked on the image; there is no other command to activate it.
   *
   * @throws DeviceException {@link Effect#UNKNOWN} if it falls silent: it may restart already
   */
  @Override
  public void activate(Duration limit) throws DeviceException {
    String doing = "activating the firmware";
    if (progress != Progress.RECEIVED && progress != Progress.ACTIVATING) {
      throw refused(doing + ": the transfer is " + progress);
    }
    progress = Progress.ACTIVATING;
    Deadline deadline = Deadline.in(limit, System::nanoTime);
    while (lastStatus == KEEP_ASKING) {
      if (deadline.isPassed()) {
        throw new DeviceException(
            Fault.TIMEOUT, Effect.UNKNOWN, "FTSTAT 3", doing + ": the reader still works on it");
      }
      take(send(total, new byte[0], deadline, doing), 0, doing);
      progress = Progress.ACTIVATING;
    }
    if (lastStatus == RESTARTS || lastStatus == PROCESSED) {
      reader.forgetSession();
    }
  }

  @Override
  public void abort(Duration limit) throws DeviceException {
    progress = Progress.IDLE;
    held = 0;
    total = 0;
    lastStatus = 0;
    pause = Duration.ZERO;
    // Readers without a transfer, or without the command, refuse: nothing is under way either way.
    reader.ask(Question.repeatable(Code.ABORT, "aborting a file transfer"), limit);
  }

  private static DeviceException refused(String why) {
    return new DeviceException(Fault.CONFIGURATION, Effect.NONE, "", why);
  }
}
