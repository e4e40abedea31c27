package org.countersign.ccid;

import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.countersign.ccid.CcidSettings.Exchanged;
import org.countersign.driver.DeviceInfo;
import org.countersign.driver.link.LineSettings;

/**
 * ACS serial readers (ACR1281S user's manual): short APDUs, 9600 baud after power-up, another speed
 * by an escape command. Slot 0 is the antenna, slot 1 the contacts.
 */
final class AcsReader implements ReaderProfile {

  private static final int START_BAUD = 9600;
  private static final byte[] GET_FIRMWARE = {(byte) 0xE0, 0, 0, 0x18, 0};
  private static final int FIRMWARE_AT = 5;
  private static final byte SET_COMMUNICATION = 0x44;

  /** Bit 7: tell of cards that come and go. */
  private static final int TELL_OF_CARDS = 0x80;

  private static final TreeMap<Integer, Integer> SPEEDS =
      new TreeMap<>(
          Map.of(
              9600, 0, 19_200, 1, 38_400, 2, 57_600, 3, 115_200, 4, 128_000, 5, 230_400, 6, 250_000,
              7, 256_000, 8, 500_000, 9));

  @Override
  public Framing framing() {
    return new AcsFraming(CcidSettings.GREATEST_MESSAGE);
  }

  @Override
  public SortedSet<Integer> speeds() {
    return new TreeSet<>(SPEEDS.keySet());
  }

  @Override
  public int usualBaud() {
    return 115_200;
  }

  @Override
  public Exchanged usualExchange() {
    return Exchanged.SHORT_APDU;
  }

  @Override
  public String usualVoltages() {
    return "auto";
  }

  @Override
  public LineSettings lineAt(int baud) {
    return LineSettings.of(baud);
  }

  @Override
  public int greatestCardSpeed() {
    return 344_086;
  }

  @Override
  public DeviceInfo greet(ReaderSlot reader, CcidSettings settings) throws ExchangeFailure {
    if (!reader.hears(GET_FIRMWARE)) {
      // It was not told since it got its power.
      reader.settings(lineAt(START_BAUD));
    }
    int mode = TELL_OF_CARDS | SPEEDS.getOrDefault(settings.baud(), 0);
    reader.escape(new byte[] {SET_COMMUNICATION, (byte) mode});
    reader.settings(lineAt(settings.baud()));
    return FirmwareText.split(firmware(reader), " ", "ACS serial reader");
  }

  private static String firmware(ReaderSlot reader) throws ExchangeFailure {
    return FirmwareText.of(reader.escape(GET_FIRMWARE), FIRMWARE_AT);
  }
}
