package org.countersign.emulator.osdp;

import java.time.Duration;
import java.util.List;
import org.countersign.emulator.EmulatedDevice;
import org.countersign.emulator.EmulatedPort;
import org.countersign.simulator.CardSpec;
import org.countersign.simulator.CardTray;
import org.countersign.simulator.FaultPlan;
import org.countersign.simulator.HandRhythm;
import org.countersign.simulator.Latency;
import org.countersign.simulator.VirtualHand;

/**
 * An OSDP reader at a port and a hand that feeds it with blanks: all that a gateway needs to issue
 * cards. Any thread.
 */
public final class OsdpStation implements AutoCloseable {

  /** 0.3 s without power is done; 3 s if only read; 0.5 s between cards. */
  private static final HandRhythm RHYTHM =
      new HandRhythm(Duration.ofMillis(300), Duration.ofSeconds(3), Duration.ofMillis(500));

  private final EmulatedOsdpReader reader;
  private final EmulatedDevice device;
  private final VirtualHand hand;

  private OsdpStation(EmulatedOsdpReader reader, EmulatedDevice device, VirtualHand hand) {
    this.reader = reader;
    this.device = device;
    this.hand = hand;
  }

  /**
   * Begins to serve and to feed.
   *
   * @param name of its threads, {@code emulator-<name>} and {@code hand-<name>}
   * @param port where the gateway finds it; closed with it
   * @param key the reader's SCBK, 16 bytes; its address is 0
   * @param count blanks in the hand
   * @param faults what goes wrong with the n-th card
   * @param tray where cards end
   */
  public static OsdpStation start(
      String name,
      EmulatedPort port,
      OsdpModel model,
      byte[] key,
      CardSpec spec,
      int count,
      FaultPlan faults,
      CardTray tray) {
    EmulatedOsdpReader reader = new EmulatedOsdpReader(model, 0, key);
    EmulatedDevice device = EmulatedDevice.start(name, port, new EmulatedOsdpBus(List.of(reader)));
    VirtualHand hand =
        new VirtualHand(reader, name, spec, count, faults, Latency.NONE, tray, RHYTHM);
    hand.start();
    return new OsdpStation(reader, device, hand);
  }

  /** The reader. */
  public EmulatedOsdpReader reader() {
    return reader;
  }

  /** The hand. */
  public VirtualHand hand() {
    return hand;
  }

  /** Where the gateway finds it. */
  public EmulatedPort port() {
    return device.port();
  }

  /** Ends hand and reader. */
  @Override
  public void close() {
    hand.close();
    device.close();
  }
}
