package org.countersign.simulator.applet;

import java.util.Arrays;
import javacard.framework.ISOException;

/** What GET DATA of the issuer security domain tells (GPC 2.3.1, 11.3 and H). */
final class CardData {

  /** Bytes of CPLC behind its tag and length. */
  private static final int CPLC = 42;

  /** Where fabrication date, serial number and batch of the IC stand in CPLC: 2, 4 and 2 bytes. */
  private static final int CPLC_IC = 10;

  private static final byte[] GP_OID = ByteArrays.of(0x2A, 0x86, 0x48, 0x86, 0xFC, 0x6B);

  private final SecurityDomainMemory memory;

  CardData(SecurityDomainMemory memory) {
    this.memory = memory;
  }

  /** The object with its tag; {@code 6A88} if there is none. */
  byte[] object(int tag) {
    return switch (tag) {
      case 0x9F7F -> ByteArrays.tlv(tag, productionLifeCycle());
      case 0x0066 -> ByteArrays.tlv(0x66, ByteArrays.tlv(0x73, recognition()));
      case 0x00E0 -> ByteArrays.tlv(0xE0, keyInformation());
      case 0x00C1 -> ByteArrays.tlv(0xC1, counter());
      default -> throw new ISOException(Sw.NOT_FOUND);
    };
  }

  /**
   * Card production life cycle data.
   *
   * <pre>
   * fabricator 2 | type 2 | OS 2 | OS date 2 | OS level 2 | IC date 2 | IC serial 4 | IC batch 2 | 24 more
   * </pre>
   */
  private byte[] productionLifeCycle() {
    byte[] fixed = ByteArrays.of(0x43, 0x53, 0x4C, 0x44, 0x4A, 0x43, 0x63, 0x27, 0x01, 0x00);
    byte[] all = Arrays.copyOf(fixed, CPLC);
    byte[] chip = memory.chipNumber();
    // The last eight bytes of the chip number are date, serial and batch of the IC.
    System.arraycopy(chip, chip.length - 8, all, CPLC_IC, 8);
    return all;
  }

  /** Card recognition data: GP 2.3.1, card and application identification, SCP03 with its i. */
  private byte[] recognition() {
    return ByteArrays.concat(
        oid(ByteArrays.of(0x01)),
        ByteArrays.tlv(0x60, oid(ByteArrays.of(0x02, 0x02, 0x03, 0x01))),
        ByteArrays.tlv(0x63, oid(ByteArrays.of(0x03))),
        ByteArrays.tlv(0x64, oid(ByteArrays.of(0x04, 0x03, memory.parameter()))));
  }

  private static byte[] oid(byte[] arcs) {
    return ByteArrays.tlv(0x06, GP_OID, arcs);
  }

  private byte[] keyInformation() {
    KeySet keys = memory.keys();
    byte[] all = ByteArrays.EMPTY;
    for (int id = 1; id <= 3; id++) {
      byte[] one = ByteArrays.of(id, keys.version, 0x88, keys.size());
      all = ByteArrays.concat(all, ByteArrays.tlv(0xC0, one));
    }
    return all;
  }

  private byte[] counter() {
    int value = memory.sequenceCounter();
    return ByteArrays.of(value >> 16, value >> 8, value);
  }
}
