package org.countersign.driver;

import java.time.Duration;

/**
 * A device whose firmware can be replaced over its line. The gateway has verified the image's
 * signatures before the first call and keeps the state machine; the driver moves bytes and tells
 * what the device really holds. Every call may be the first one after a restart of the gateway.
 */
public interface FirmwareTarget extends Capability {

  /**
   * What the device can take.
   *
   * @param fileType the number by which the device tells kinds of files apart
   * @param maxFragmentBytes most bytes of one {@link #write}
   * @param resumes whether a transfer that was broken off goes on where it stopped
   * @param restarts whether the device restarts to activate an image
   */
  record Abilities(int fileType, int maxFragmentBytes, boolean resumes, boolean restarts) {}

  /** How far the device says it is. */
  enum Progress {
    IDLE,
    RECEIVING,
    /** All bytes are there; {@link #activate} may be called. */
    RECEIVED,
    ACTIVATING,
    FAILED
  }

  /**
   * The device's own view of a transfer.
   *
   * @param progress how far it is
   * @param heldBytes bytes of the image that it holds; the next {@link #write} begins there
   */
  record Status(Progress progress, long heldBytes) {}

  /** What the device can take. Constant while it is open. */
  Abilities abilities();

  /**
   * Begins a transfer; one that was broken off is dropped.
   *
   * @param totalBytes size of the image
   */
  void begin(long totalBytes, Duration limit) throws DeviceException;

  /**
   * Sends the next bytes of the image.
   *
   * @param offset of the first byte in the image; {@link Status#heldBytes()}
   * @throws DeviceException {@link Effect#UNKNOWN} if the device may hold them: ask {@link #status}
   */
  Status write(long offset, byte[] fragment, Duration limit) throws DeviceException;

  /** Asks how far the device is. */
  Status status(Duration limit) throws DeviceException;

  /**
   * Makes the device run the image. It may restart, and then the link is lost; the gateway opens it
   * anew and compares {@link DeviceInfo#firmware()}.
   */
  void activate(Duration limit) throws DeviceException;

  /** Drops the transfer. Nothing happens without one. */
  void abort(Duration limit) throws DeviceException;
}
