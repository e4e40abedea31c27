package org.countersign.personalization.plan;

import java.util.List;
import org.countersign.apdu.Bytes;

/**
 * Document basic access keys (ICAO 9303-11, 4.3.2 and 9.7.1): two-key 3DES keys made of SHA-1 over
 * document number, birth date and expiry date with their check digits.
 */
final class BacKeyPair {

  private BacKeyPair() {}

  /** K_Enc, then K_Mac, 16 bytes each with odd parity. */
  static Bytes of(List<String> td1) {
    String line1 = td1.get(0);
    String line2 = td1.get(1);
    String information = number(line1) + line2.substring(0, 7) + line2.substring(8, 15);
    Bytes seed = Evaluator.hash("SHA-1", Bytes.utf8(information)).slice(0, 16);
    return Bytes.concat(derive(seed, 1), derive(seed, 2));
  }

  /** Number and check digit; where the number overflows, its rest is in the optional data. */
  private static String number(String line1) {
    if (line1.charAt(14) != '<') {
      return line1.substring(5, 15);
    }
    String optional = line1.substring(15);
    return line1.substring(5, 14) + optional.substring(0, optional.indexOf('<'));
  }

  private static Bytes derive(Bytes seed, int use) {
    byte[] key = Evaluator.hash("SHA-1", seed.plus(Bytes.of(0, 0, 0, use))).slice(0, 16).toArray();
    for (int i = 0; i < key.length; i++) {
      int high = key[i] & 0xFE;
      key[i] = (byte) (high | (Integer.bitCount(high) + 1) % 2);
    }
    return Bytes.of(key);
  }
}
