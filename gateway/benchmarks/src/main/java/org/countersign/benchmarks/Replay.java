package org.countersign.benchmarks;

import java.util.List;
import org.countersign.driver.ChipConnection;
import org.countersign.driver.ChipContact;
import org.countersign.driver.DeviceException;

/**
 * Sends recorded commands and does nothing else: one SCardTransmit each through the pcsc driver,
 * from one thread, with the cold resets between sessions that the recorded card saw.
 *
 * @param millis from before the first power-up to the last response
 * @param exchangeMillis of it, within the exchanges
 */
record Replay(double millis, double exchangeMillis) {

  /** Plays a recording to the card at the contact. */
  static Replay of(Recording recording, ChipContact contact) throws DeviceException {
    long start = System.nanoTime();
    long exchanging = 0;
    for (List<Recording.Exchange> session : recording.sessions()) {
      contact.powerOff(DriverClient.LIMIT);
      ChipConnection ignored = contact.powerOn(DriverClient.LIMIT);
      long begun = System.nanoTime();
      for (Recording.Exchange exchange : session) {
        byte[] unused = contact.transceive(exchange.command(), DriverClient.LIMIT);
      }
      exchanging += System.nanoTime() - begun;
    }
    long end = System.nanoTime();
    contact.powerOff(DriverClient.LIMIT);
    return new Replay((end - start) / 1e6, exchanging / 1e6);
  }
}
