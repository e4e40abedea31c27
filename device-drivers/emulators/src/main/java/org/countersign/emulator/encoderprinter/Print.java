package org.countersign.emulator.encoderprinter;

import org.countersign.simulator.VirtualCard;

/**
 * A face that was printed.
 *
 * @param card that it is on
 * @param side {@code front} or {@code back}
 * @param settings as the host sent them
 * @param image the file as the host sent it
 */
public record Print(VirtualCard card, String side, String settings, byte[] image) {

  /** Copies the image. */
  public Print {
    image = image.clone();
  }

  @Override
  public byte[] image() {
    return image.clone();
  }
}
