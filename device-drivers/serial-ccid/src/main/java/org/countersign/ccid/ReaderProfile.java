package org.countersign.ccid;

import java.util.SortedSet;
import org.countersign.driver.DeviceInfo;
import org.countersign.driver.link.LineSettings;

/** What one family of readers has of its own beside CCID. Without state. */
interface ReaderProfile {

  Framing framing();

  SortedSet<Integer> speeds();

  int usualBaud();

  CcidSettings.Exchanged usualExchange();

  /** As the setting {@code voltage}. */
  String usualVoltages();

  /** The line while the first question is asked. */
  LineSettings lineAt(int baud);

  /** Greatest speed between reader and card, bits a second at 4 MHz. */
  int greatestCardSpeed();

  /**
   * Makes the reader ready to work and asks what it is.
   *
   * @throws ExchangeFailure if it does not answer as such a reader does
   */
  DeviceInfo greet(ReaderSlot reader, CcidSettings settings) throws ExchangeFailure;
}
