package org.countersign.osdp;

import org.countersign.driver.DeviceInfo;

/**
 * What a reader says of itself (replies PDID and PDCAP).
 *
 * @param info vendor code (three bytes, IEEE), model and its version as the model; serial number,
 *     empty if zero; firmware as major.minor.build
 * @param packetBytes greatest packet that it takes; 128 if it does not say
 */
record Identity(DeviceInfo info, int packetBytes) {

  static final int PDID_BYTES = 12;
  private static final int RECEIVE_BUFFER = 10;
  private static final int LEAST_PACKET = 128;

  /** Reads both replies. */
  static Identity of(Reply id, Reply capabilities) {
    String model =
        "OSDP %02X%02X%02X model %d version %d"
            .formatted(id.at(0), id.at(1), id.at(2), id.at(3), id.at(4));
    long serial = id.at(5) | id.at(6) << 8 | id.at(7) << 16 | (long) id.at(8) << 24;
    String firmware = "%d.%d.%d".formatted(id.at(9), id.at(10), id.at(11));
    return new Identity(
        new DeviceInfo(model, serial == 0 ? "" : Long.toString(serial), firmware),
        packetBytes(capabilities));
  }

  /** Entries of three bytes: function, compliance or low byte, count or high byte. */
  private static int packetBytes(Reply capabilities) {
    for (int i = 0; !capabilities.isRefusal() && i + 3 <= capabilities.data().length; i += 3) {
      if (capabilities.at(i) == RECEIVE_BUFFER) {
        int bytes = capabilities.shortAt(i + 1);
        return Math.max(LEAST_PACKET, Math.min(bytes, Packet.GREATEST));
      }
    }
    return LEAST_PACKET;
  }
}
