package org.countersign.personalization.scp03;

import java.util.OptionalInt;
import org.countersign.apdu.Bytes;
import org.countersign.personalization.scp03.SecureChannelException.Reason;

/**
 * The answer to INITIALIZE UPDATE (Amendment D, table 7-2).
 *
 * <pre>
 * key diversification data (10) | KVN | 03 | i | card challenge (8 or 16) | card cryptogram (8 or 16)
 *   [ | sequence counter (3), if i has 10 ]
 * </pre>
 */
record Answer(
    Bytes diversificationData,
    KeyInformation keyInformation,
    Bytes cardChallenge,
    Bytes cardCryptogram,
    Bytes sequenceCounter) {

  private static final int KDD = 10;
  private static final int FIXED = KDD + 3;
  private static final int COUNTER = 3;

  static Answer read(Bytes data, Mode mode) throws SecureChannelException {
    if (data.size() < FIXED) {
      throw malformed(data.size() + " bytes; SCP03 has at least " + (FIXED + 16));
    }
    KeyInformation keys = new KeyInformation(data.at(KDD), data.at(KDD + 1), data.at(KDD + 2));
    if (keys.protocol() != 0x03) {
      throw malformed("the card speaks SCP%02X, not SCP03".formatted(keys.protocol()));
    }
    int size = mode.size();
    int end = FIXED + 2 * size;
    int wanted = end + (keys.pseudoRandomChallenge() ? COUNTER : 0);
    if (data.size() != wanted) {
      throw malformed(
          "%d bytes with i=%02X; %s mode has %d. Check the mode in the profile"
              .formatted(data.size(), keys.iParameter(), mode, wanted));
    }
    return new Answer(
        data.slice(0, KDD),
        keys,
        data.slice(FIXED, FIXED + size),
        data.slice(FIXED + size, end),
        data.from(end));
  }

  OptionalInt counter() {
    return sequenceCounter.isEmpty()
        ? OptionalInt.empty()
        : OptionalInt.of(
            sequenceCounter.at(0) << 16 | sequenceCounter.at(1) << 8 | sequenceCounter.at(2));
  }

  private static SecureChannelException malformed(String what) {
    return new SecureChannelException(
        Reason.MALFORMED_ANSWER, null, "answer to INITIALIZE UPDATE: " + what);
  }
}
