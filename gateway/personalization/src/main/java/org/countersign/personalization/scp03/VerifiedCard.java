package org.countersign.personalization.scp03;

import org.countersign.apdu.Bytes;
import org.countersign.apdu.Chip;
import org.countersign.apdu.CommandApdu;
import org.countersign.apdu.ResponseApdu;
import org.countersign.driver.DeviceException;
import org.countersign.personalization.scp03.SecureChannelException.Reason;

/** A card that has proved our keys; we have not yet proved them to the card. */
public final class VerifiedCard {

  private static final int EXTERNAL_AUTHENTICATE = 0x82;

  private final Chip chip;
  private final Mode mode;
  private final KeyInformation keyInformation;
  private final SessionKeys session;
  private final byte[] hostCryptogram;
  private boolean used;

  VerifiedCard(
      Chip chip,
      Mode mode,
      KeyInformation keyInformation,
      SessionKeys session,
      byte[] hostCryptogram) {
    this.chip = chip;
    this.mode = mode;
    this.keyInformation = keyInformation;
    this.session = session;
    this.hostCryptogram = hostCryptogram;
  }

  /**
   * Sends EXTERNAL AUTHENTICATE (84 82 level 00, host cryptogram and MAC; Amendment D, 7.1.2) and
   * opens the channel.
   *
   * @throws SecureChannelException if the card refuses; a try may then be spent
   * @throws DeviceException if no answer came; a try may be spent unless its effect is NONE
   * @throws IllegalStateException if called a second time: the card's challenge is spent
   */
  public SecureChannel authenticate(SecurityLevel level)
      throws DeviceException, SecureChannelException {
    if (used) {
      throw new IllegalStateException("authenticated once already; begin with INITIALIZE UPDATE");
    }
    used = true;
    requireSupported(level);
    CommandWrapper wrapper = new CommandWrapper(session, mode, level);
    boolean open = false;
    try {
      CommandApdu command =
          CommandApdu.of(0x80, EXTERNAL_AUTHENTICATE, level.value(), 0, Bytes.of(hostCryptogram));
      ResponseApdu answer = chip.transmit(wrapper.macOnly(command));
      requireAccepted(answer, level);
      open = true;
      return new SecureChannel(chip, mode, level, keyInformation, session, wrapper);
    } finally {
      if (!open) {
        wrapper.close();
        abandon();
      }
    }
  }

  /** Zeroes the session keys of a card that is not gone on with. */
  void abandon() {
    used = true;
    session.close();
  }

  private void requireSupported(SecurityLevel level) throws SecureChannelException {
    if (!keyInformation.supports(level)) {
      abandon();
      throw new SecureChannelException(
          Reason.LEVEL_UNSUPPORTED,
          null,
          "security level %02X wants protected responses, which the card does not offer (%s)"
              .formatted(level.value(), keyInformation));
    }
  }

  private void requireAccepted(ResponseApdu answer, SecurityLevel level)
      throws SecureChannelException {
    if (answer.isOk()) {
      return;
    }
    boolean blocked = answer.sw().value() == 0x6983;
    throw new SecureChannelException(
        blocked ? Reason.BLOCKED : Reason.AUTHENTICATION_REFUSED,
        answer.sw(),
        "EXTERNAL AUTHENTICATE at level %02X (%s): the card answers %s; %s"
            .formatted(
                level.value(),
                keyInformation,
                answer.sw(),
                blocked
                    ? "its key set takes no more authentications, keep the card apart"
                    : "do not try again on this card, a try may be spent"));
  }
}
