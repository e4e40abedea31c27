package org.countersign.ccid;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.countersign.ccid.CcidSettings.Exchanged;
import org.countersign.driver.DeviceInfo;
import org.countersign.driver.link.LineSettings;

/**
 * GemPC Twin and its kin: single blocks (TPDU), no choice of supply, PPS or IFSD of its own.
 *
 * <p>RTS stays low: high, the reader sends its plug-and-play string.
 */
final class TwinReader implements ReaderProfile {

  private static final byte[] GET_FIRMWARE = {0x02};

  /** Tell of cards after a command of the host and before its answer, never in between. */
  private static final byte[] TELL_OF_CARDS_WITH_ANSWERS = {0x01, 0x01, 0x01};

  @Override
  public Framing framing() {
    return new TwinFraming(CcidSettings.GREATEST_MESSAGE);
  }

  @Override
  public SortedSet<Integer> speeds() {
    return new TreeSet<>(List.of(9600, 19_200, 38_400, 57_600, 115_200));
  }

  @Override
  public int usualBaud() {
    return 115_200;
  }

  @Override
  public Exchanged usualExchange() {
    return Exchanged.TPDU;
  }

  @Override
  public String usualVoltages() {
    return "5v,3v,1.8v";
  }

  @Override
  public LineSettings lineAt(int baud) {
    return LineSettings.of(baud).withStopBits(2).withLines(true, false);
  }

  @Override
  public int greatestCardSpeed() {
    return 344_086;
  }

  @Override
  public DeviceInfo greet(ReaderSlot reader, CcidSettings settings) throws ExchangeFailure {
    String firmware = FirmwareText.of(reader.escape(GET_FIRMWARE), 0);
    reader.escape(TELL_OF_CARDS_WITH_ANSWERS);
    return FirmwareText.split(firmware, "-V", "GemPC Twin");
  }
}
