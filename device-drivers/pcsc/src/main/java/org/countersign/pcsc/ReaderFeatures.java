package org.countersign.pcsc;

import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import org.countersign.driver.DeviceInfo;

/**
 * What a reader says of itself, read once over any connection to it.
 *
 * @param info model, serial, firmware; the reader's name where it does not say
 * @param maxApduData most data bytes of an APDU, from dwMaxAPDUDataSize (PC/SC part 10, 2.6.14)
 */
record ReaderFeatures(DeviceInfo info, OptionalInt maxApduData) {

  /** SCARD_ATTR_* (reader.h): class 1, vendor information. */
  private static final int ATTR_VENDOR_NAME = 0x00010100;

  private static final int ATTR_VENDOR_IFD_TYPE = 0x00010101;
  private static final int ATTR_VENDOR_IFD_VERSION = 0x00010102;
  private static final int ATTR_VENDOR_IFD_SERIAL_NO = 0x00010103;

  /** SCARD_CTL_CODE(3400): TLV of the features, each with its own control code. */
  static final int CM_IOCTL_GET_FEATURE_REQUEST = 0x42000000 + 3400;

  private static final int FEATURE_GET_TLV_PROPERTIES = 0x12;
  private static final int PROPERTY_MAX_APDU_DATA_SIZE = 0x0A;

  /** Of a reader that cannot be asked now. */
  static ReaderFeatures unknown(String reader) {
    return new ReaderFeatures(new DeviceInfo(reader, "", ""), OptionalInt.empty());
  }

  static ReaderFeatures read(PcscCard connection, String reader, Deadline deadline)
      throws PcscFailure {
    String vendor = text(connection, ATTR_VENDOR_NAME, deadline);
    String type = text(connection, ATTR_VENDOR_IFD_TYPE, deadline);
    String model = (vendor + " " + type).strip();
    return new ReaderFeatures(
        new DeviceInfo(
            model.isEmpty() ? reader : model,
            text(connection, ATTR_VENDOR_IFD_SERIAL_NO, deadline),
            version(attribute(connection, ATTR_VENDOR_IFD_VERSION, deadline))),
        maxApduData(connection, deadline));
  }

  /** DWORD 0xMMmmbbbb in the machine's order: major, minor, build. */
  private static String version(byte[] value) {
    if (value.length < 4) {
      return "";
    }
    int build = ((value[1] & 0xFF) << 8) | (value[0] & 0xFF);
    return (value[3] & 0xFF) + "." + (value[2] & 0xFF) + "." + build;
  }

  private static String text(PcscCard connection, int attribute, Deadline deadline)
      throws PcscFailure {
    String text = new String(attribute(connection, attribute, deadline), StandardCharsets.UTF_8);
    int end = text.indexOf('\0');
    return (end < 0 ? text : text.substring(0, end)).strip();
  }

  private static byte[] attribute(PcscCard connection, int attribute, Deadline deadline)
      throws PcscFailure {
    try {
      return connection.attribute(attribute, deadline);
    } catch (PcscFailure e) {
      return emptyUnlessLost(e);
    }
  }

  private static OptionalInt maxApduData(PcscCard connection, Deadline deadline)
      throws PcscFailure {
    byte[] features = control(connection, CM_IOCTL_GET_FEATURE_REQUEST, deadline);
    // Tag, length 4, control code with its high byte first.
    for (int at = 0; at + 6 <= features.length; at += 6) {
      if (features[at] == FEATURE_GET_TLV_PROPERTIES && features[at + 1] == 4) {
        int code = 0;
        for (int i = 2; i < 6; i++) {
          code = (code << 8) | (features[at + i] & 0xFF);
        }
        return maxApduData(control(connection, code, deadline));
      }
    }
    return OptionalInt.empty();
  }

  /** Properties: tag, length, value with its low byte first. */
  private static OptionalInt maxApduData(byte[] properties) {
    int at = 0;
    while (at + 2 <= properties.length) {
      int length = properties[at + 1] & 0xFF;
      if (properties[at] == PROPERTY_MAX_APDU_DATA_SIZE && at + 2 + length <= properties.length) {
        int value = 0;
        for (int i = length - 1; i >= 0; i--) {
          value = (value << 8) | (properties[at + 2 + i] & 0xFF);
        }
        return OptionalInt.of(value);
      }
      at += 2 + length;
    }
    return OptionalInt.empty();
  }

  private static byte[] control(PcscCard connection, int code, Deadline deadline)
      throws PcscFailure {
    try {
      return connection.control(code, new byte[0], deadline);
    } catch (PcscFailure e) {
      return emptyUnlessLost(e);
    }
  }

  /** A reader need not know any of them. */
  private static byte[] emptyUnlessLost(PcscFailure failure) throws PcscFailure {
    if (failure.losesContext() || failure.isBreach()) {
      throw failure;
    }
    return new byte[0];
  }
}
