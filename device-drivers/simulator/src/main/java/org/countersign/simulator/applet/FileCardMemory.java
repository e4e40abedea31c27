package org.countersign.simulator.applet;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a file card keeps without power: its tree of files and its keys. */
public final class FileCardMemory {

  /** The personalisation key. */
  public static final int PERSONALIZATION_KEY = 0x01;

  static final int EF_ICCID = 0x2F02;
  private static final int PERSONALIZATION_TRIES = 5;

  private final Eeprom eeprom;
  private final FileNode masterFile;
  private final SortedMap<Integer, CardKey> keys = new TreeMap<>();

  /** A blank card: MF, EF.ICCID with the chip number, and the personalisation key. */
  public FileCardMemory(Eeprom eeprom, byte[] chipNumber, byte[] personalizationKey) {
    this.eeprom = eeprom;
    this.masterFile = FileNode.masterFile(eeprom, FileCardApplet.AID);
    byte[] control =
        ByteArrays.tlv(
            0x62,
            ByteArrays.tlv(0x82, ByteArrays.of(0x01)),
            ByteArrays.tlv(0x83, ByteArrays.of(EF_ICCID >> 8, EF_ICCID)),
            ByteArrays.tlv(0x80, ByteArrays.of(0, chipNumber.length)),
            ByteArrays.tlv(0x8A, ByteArrays.of(FileNode.ACTIVATED)),
            ByteArrays.tlv(0x8C, AccessRule.READ_ALWAYS.bytes()));
    masterFile.create(FileControl.parse(control)).write(0, chipNumber);
    keys.put(PERSONALIZATION_KEY, new CardKey(eeprom, PERSONALIZATION_TRIES, personalizationKey));
  }

  /** The MF. */
  public FileNode masterFile() {
    return masterFile;
  }

  /** The key with that number. */
  public Optional<CardKey> key(int number) {
    return Optional.ofNullable(keys.get(number));
  }

  void putKey(int number, CardKey key) {
    eeprom.commit(() -> keys.put(number, key));
  }

  Eeprom eeprom() {
    return eeprom;
  }

  /** Closes the MF for good, as on a card that another issuer has finished. */
  public void activateMasterFile() {
    masterFile.activate();
  }
}
