package org.countersign.trust.passive;

import java.util.Arrays;
import org.countersign.trust.asn1.DerShape;
import org.countersign.trust.asn1.Refusal;

/** What is around the CMS object in EF.SOD: tag {@code 77} and a length (9303-10, 4.6.2). */
final class Envelope {

  private static final int TAG = 0x77;
  private static final int MAX_SIZE = 0xFFFF;

  private Envelope() {}

  static String requireTag(byte[] sod) throws Refusal {
    Refusal.unless(sod.length > 0, "nothing was read");
    Refusal.unless(sod[0] == TAG, String.format("tag is %02X; 77 was expected", sod[0] & 0xFF));
    return "77";
  }

  /** The CMS object: what the tag's length covers, which is all there is. */
  static byte[] open(byte[] sod) throws Refusal {
    Refusal.unless(sod.length <= MAX_SIZE, "longer than a file on a card can be");
    int header = headerSize(sod);
    int length = 0;
    for (int i = header == 2 ? 1 : 2; i < header; i++) {
      length = (length << 8) | (sod[i] & 0xFF);
    }
    Refusal.unless(
        length == sod.length - header,
        "tag 77 says " + length + " bytes; " + (sod.length - header) + " are there");
    return Arrays.copyOfRange(sod, header, sod.length);
  }

  private static int headerSize(byte[] sod) throws Refusal {
    Refusal.unless(sod.length >= 2, "no length after the tag");
    int first = sod[1] & 0xFF;
    int header = first < 0x80 ? 2 : 2 + (first & 0x7F);
    Refusal.unless(first != 0x80 && header <= 4, "length is indefinite or too long");
    Refusal.unless(sod.length >= header, "cut off in the length");
    return header;
  }

  /** Definite lengths in their shortest form from the tag on. */
  static String requireEncoding(byte[] sod) throws Refusal {
    try {
      DerShape.requireOne(sod);
      return "definite, shortest lengths";
    } catch (IllegalArgumentException e) {
      throw new Refusal(String.valueOf(e.getMessage()));
    }
  }
}
