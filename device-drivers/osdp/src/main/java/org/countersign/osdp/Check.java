package org.countersign.osdp;

/** The two checks at a packet's end (SIA OSDP v2.2; Annex E has examples). */
final class Check {

  private static final int POLYNOMIAL = 0x1021;
  private static final int INITIAL = 0x1D0F;

  private Check() {}

  /** CRC-16 of the first bytes: polynomial 1021, initial value 1D0F, not reflected. */
  static int crc(byte[] bytes, int length) {
    int crc = INITIAL;
    for (int i = 0; i < length; i++) {
      crc ^= (bytes[i] & 0xFF) << 8;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 0x8000) == 0 ? crc << 1 : crc << 1 ^ POLYNOMIAL;
      }
    }
    return crc & 0xFFFF;
  }

  /** What makes the sum of the first bytes, and of itself, zero modulo 256. */
  static int sum(byte[] bytes, int length) {
    int sum = 0;
    for (int i = 0; i < length; i++) {
      sum += bytes[i];
    }
    return -sum & 0xFF;
  }

  /** Puts the check behind the first bytes; there must be room for it. */
  static void put(byte[] packet, int length, boolean crc) {
    if (crc) {
      int value = crc(packet, length);
      packet[length] = (byte) value;
      packet[length + 1] = (byte) (value >> 8);
    } else {
      packet[length] = (byte) sum(packet, length);
    }
  }

  /** Whether a packet ends with its check. */
  static boolean holds(byte[] packet, boolean crc) {
    int length = packet.length - (crc ? 2 : 1);
    if (!crc) {
      return (packet[length] & 0xFF) == sum(packet, length);
    }
    int found = (packet[length] & 0xFF) | (packet[length + 1] & 0xFF) << 8;
    return found == crc(packet, length);
  }
}
