package org.countersign.emulator.pn532;

import java.time.Duration;
import org.countersign.emulator.EmulatedDevice;
import org.countersign.emulator.EmulatedPort;
import org.countersign.simulator.CardSpec;
import org.countersign.simulator.CardTray;
import org.countersign.simulator.FaultPlan;
import org.countersign.simulator.HandRhythm;
import org.countersign.simulator.Latency;
import org.countersign.simulator.VirtualHand;

/**
 * A PN532 at a port with a person beside it, who lays blanks on the antenna one after the other and
 * takes away what the station has done with. Any thread.
 */
public final class EmulatedPn532 implements AutoCloseable {

  /** Quicker than at a real reader; the gap is longer than a driver's looks are apart. */
  public static final HandRhythm QUICK =
      new HandRhythm(Duration.ofMillis(150), Duration.ofSeconds(3), Duration.ofMillis(450));

  private final Pn532Emulator chip;
  private final EmulatedDevice device;
  private final VirtualHand hand;

  private EmulatedPn532(Pn532Emulator chip, EmulatedDevice device, VirtualHand hand) {
    this.chip = chip;
    this.device = device;
    this.hand = hand;
  }

  /** With good blanks that take no time, moved by a {@link #QUICK} hand. */
  public static EmulatedPn532 start(EmulatedPort port, CardSpec blank, int count, CardTray tray) {
    return start(port, blank, count, FaultPlan.none(), Latency.NONE, tray, QUICK);
  }

  /**
   * Starts everything.
   *
   * @param port closed with this
   * @param blank what the person's blanks are
   * @param count how many there are
   * @param faults what goes wrong with the n-th card
   * @param latency time of the commands; {@code feed} is not used
   * @param tray where the cards end
   */
  public static EmulatedPn532 start(
      EmulatedPort port,
      CardSpec blank,
      int count,
      FaultPlan faults,
      Latency latency,
      CardTray tray,
      HandRhythm rhythm) {
    Pn532Emulator chip = new Pn532Emulator();
    EmulatedDevice device = EmulatedDevice.start("pn532", port, chip);
    VirtualHand hand =
        new VirtualHand(chip.slot(), "pn532", blank, count, faults, latency, tray, rhythm);
    hand.start();
    return new EmulatedPn532(chip, device, hand);
  }

  /** What the gateway's device is configured with. */
  public String address() {
    return device.port().address();
  }

  /** The port, to pull its plug. */
  public EmulatedPort port() {
    return device.port();
  }

  /** The chip, to teach it bad habits. */
  public Pn532Emulator chip() {
    return chip;
  }

  /** The person. */
  public VirtualHand hand() {
    return hand;
  }

  @Override
  public void close() {
    hand.close();
    device.close();
  }
}
