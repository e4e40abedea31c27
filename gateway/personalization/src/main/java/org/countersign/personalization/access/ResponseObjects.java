package org.countersign.personalization.access;

import org.countersign.apdu.Bytes;
import org.countersign.apdu.StatusWord;
import org.countersign.apdu.Tlv;
import org.countersign.personalization.access.ProtectedApdus.NotAuthentic;

/**
 * The data objects of a protected response, in this order and no others: [87 or 85] 99 8E.
 *
 * @param protectedPart everything before DO'8E', as it came
 * @param cryptogram of DO'87' or DO'85', without content indicator; empty if there is none
 * @param statusWord of DO'99'
 * @param mac of DO'8E'
 */
record ResponseObjects(Bytes protectedPart, Bytes cryptogram, StatusWord statusWord, Bytes mac) {

  static ResponseObjects read(Bytes data, boolean oddInstruction) throws NotAuthentic {
    int at = 0;
    Bytes cryptogram = Bytes.empty();
    Tlv.Header header = header(data, at);
    if (header.tag() == 0x87 || header.tag() == 0x85) {
      cryptogram = cryptogram(header.tag(), value(data, header), oddInstruction);
      at = header.start() + header.length();
      header = header(data, at);
    }
    Bytes status = required(data, header, 0x99, 2);
    int end = header.start() + header.length();
    Tlv.Header last = header(data, end);
    Bytes mac = required(data, last, 0x8E, RetailMac.SIZE);
    if (last.start() + last.length() != data.size()) {
      throw new NotAuthentic("something follows its MAC");
    }
    StatusWord sw = new StatusWord(status.at(0) << 8 | status.at(1));
    return new ResponseObjects(data.slice(0, end), cryptogram, sw, mac);
  }

  /** Content indicator 01 says: padded as the standard has it. */
  private static Bytes cryptogram(int tag, Bytes value, boolean oddInstruction)
      throws NotAuthentic {
    if (tag == 0x85) {
      if (!oddInstruction) {
        throw new NotAuthentic("DO'85' answers a command of even INS");
      }
      return value;
    }
    if (value.isEmpty() || value.at(0) != 0x01) {
      throw new NotAuthentic("DO'87' without content indicator 01");
    }
    return value.from(1);
  }

  private static Bytes required(Bytes data, Tlv.Header header, int tag, int size)
      throws NotAuthentic {
    if (header.tag() != tag || header.length() != size) {
      throw new NotAuthentic(
          "DO'%X' of %d bytes where DO'%X' of %d belongs"
              .formatted(header.tag(), header.length(), tag, size));
    }
    return value(data, header);
  }

  private static Tlv.Header header(Bytes data, int at) throws NotAuthentic {
    try {
      return Tlv.decodeHeader(data, at);
    } catch (IllegalArgumentException e) {
      throw new NotAuthentic("its data objects are broken, " + e.getMessage());
    }
  }

  private static Bytes value(Bytes data, Tlv.Header header) throws NotAuthentic {
    int end = header.start() + header.length();
    if (end > data.size()) {
      throw new NotAuthentic("DO'%X' is cut off".formatted(header.tag()));
    }
    return data.slice(header.start(), end);
  }
}
