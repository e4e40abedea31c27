package org.countersign.personalization.scp03;

import java.security.SecureRandom;
import org.countersign.apdu.Bytes;
import org.countersign.apdu.Chip;
import org.countersign.apdu.CommandApdu;
import org.countersign.apdu.ResponseApdu;
import org.countersign.apdu.ResponseChaining;
import org.countersign.driver.DeviceException;
import org.countersign.personalization.scp03.SecureChannelException.Reason;

/** Starts SCP03 with the selected application's security domain. */
public final class Scp03 {

  private static final int INITIALIZE_UPDATE = 0x50;

  private Scp03() {}

  /**
   * Sends INITIALIZE UPDATE (80 50 KVN 00, host challenge; Amendment D, 7.1.1) and reads the
   * answer. Spends no try, whatever happens.
   *
   * @param chip the chip, a fitting application selected; 61xx and 6Cxx are dealt with here
   * @param keyVersion key version number, 0 for the card's first
   * @param mode size of the challenges; the card must be in the same
   * @param random source of the host challenge
   * @throws SecureChannelException if the card refuses, or answers what SCP03 does not know
   * @throws DeviceException if no answer came
   */
  public static Handshake initialize(Chip chip, int keyVersion, Mode mode, SecureRandom random)
      throws DeviceException, SecureChannelException {
    byte[] hostChallenge = new byte[mode.size()];
    random.nextBytes(hostChallenge);
    Chip whole = new ResponseChaining(chip);
    ResponseApdu answer =
        whole.transmit(
            new CommandApdu(
                0x80,
                INITIALIZE_UPDATE,
                keyVersion,
                0,
                Bytes.of(hostChallenge),
                CommandApdu.LE_SHORT_MAX));
    if (!answer.isOk()) {
      throw refused(keyVersion, mode, answer);
    }
    return new Handshake(whole, mode, hostChallenge, Answer.read(answer.data(), mode));
  }

  private static SecureChannelException refused(int keyVersion, Mode mode, ResponseApdu answer) {
    boolean blocked = answer.sw().value() == 0x6983;
    return new SecureChannelException(
        blocked ? Reason.BLOCKED : Reason.INITIALIZE_REFUSED,
        answer.sw(),
        "INITIALIZE UPDATE with key version %02X in %s mode: the card answers %s; %s"
            .formatted(
                keyVersion,
                mode,
                answer.sw(),
                blocked
                    ? "its key set takes no more authentications, keep the card apart"
                    : "check key version and mode in the profile, and that the card is of this"
                        + " product"));
  }
}
