package org.countersign.personalization.sam;

import java.security.SecureRandom;
import java.util.Arrays;
import org.countersign.apdu.Bytes;
import org.countersign.apdu.Chip;
import org.countersign.apdu.CommandApdu;
import org.countersign.apdu.ResponseApdu;
import org.countersign.driver.DeviceException;
import org.countersign.personalization.keys.Secret;
import org.countersign.personalization.sam.SamException.Reason;
import org.countersign.personalization.scp03.Mode;
import org.countersign.personalization.scp03.Scp03;
import org.countersign.personalization.scp03.SecureChannel;
import org.countersign.personalization.scp03.SecureChannelException;
import org.countersign.personalization.scp03.SecurityLevel;
import org.countersign.personalization.scp03.StaticKeys;

/**
 * A powered secure access module and the channel to it: SCP03, S16, level 33, under the pairing
 * keys of this station. Commands are those of the applet in {@code provisioning/sam}. One thread.
 */
public final class SamSession implements AutoCloseable {

  /** The applet. */
  public static final Bytes AID = Bytes.hex("F04353474E53414D01");

  /** Bytes of a card's longest diversification input. */
  public static final int LONGEST_INPUT = 32;

  private static final int FROM_AUTHORITY = 0xDA;
  private static final int LEVEL = 0x33;

  private final Chip chip;
  private final SecureChannel channel;

  private SamSession(Chip chip, SecureChannel channel) {
    this.chip = chip;
    this.channel = channel;
  }

  /**
   * Asks a module for its status; needs no key.
   *
   * @throws SamException if it is none
   * @throws DeviceException if no answer came
   */
  public static SamStatus status(Chip chip) throws DeviceException, SamException {
    ResponseApdu answer = chip.transmit(CommandApdu.of(0x80, 0xCA, 0, 0, 256));
    if (!answer.isOk()) {
      throw new SamException(
          Reason.OTHER_CARD, "the SAM does not tell its status but answers " + answer.sw());
    }
    return SamStatus.read(answer.data());
  }

  /**
   * Selects the applet of a module that was just powered.
   *
   * @throws SamException if there is no such applet
   * @throws DeviceException if no answer came
   */
  public static void select(Chip chip) throws DeviceException, SamException {
    ResponseApdu selected = chip.transmit(CommandApdu.of(0x00, 0xA4, 0x04, 0x0C, AID));
    if (!selected.isOk()) {
      throw new SamException(
          Reason.OTHER_CARD,
          "the card in the SAM's reader answers "
              + selected.sw()
              + " to SELECT "
              + AID.toHex()
              + ": it is no SAM; put the SAM in");
    }
  }

  /**
   * Opens the channel to a module that is selected.
   *
   * @param pairing the station's; they stay the caller's
   * @throws SamException {@link Reason#PAIRING} if the module has others
   * @throws DeviceException if no answer came
   */
  public static SamSession open(Chip chip, StaticKeys pairing, SecureRandom random)
      throws DeviceException, SamException {
    try {
      SecureChannel channel =
          Scp03.initialize(chip, 0, Mode.S16, random)
              .verify(pairing)
              .authenticate(SecurityLevel.of(LEVEL));
      return new SamSession(chip, channel);
    } catch (SecureChannelException e) {
      throw new SamException(
          Reason.PAIRING,
          "the SAM is not paired with this station: "
              + e.getMessage()
              + "; put its own SAM in, or correct [sam] pairing-file");
    }
  }

  /** {@link #status(Chip)} of this one. */
  public SamStatus status() throws DeviceException, SamException {
    return status(chip);
  }

  /**
   * Derives a key of a card: KDF3 with the slot's master key. The module takes one of the cards
   * left if the input is none of those that it remembers.
   *
   * @param slot from 1
   * @param keyNumber 1 ENC, 2 MAC, 3 DEK; 1 to 255
   * @param input 1 to 32 bytes
   * @return 16 bytes
   * @throws SamException {@link Reason#EMPTY}, {@link Reason#NO_KEY}
   * @throws DeviceException if no answer came; asking again costs nothing
   */
  public Secret derive(int slot, int keyNumber, Bytes input) throws DeviceException, SamException {
    ResponseApdu answer =
        channel.transmit(new CommandApdu(0x80, 0x2A, slot, keyNumber, input, 256));
    switch (answer.sw().value()) {
      case 0x9000 -> {
        byte[] key = answer.data().toArray();
        try {
          return Secret.of(key);
        } finally {
          Arrays.fill(key, (byte) 0);
        }
      }
      case 0x6985 ->
          throw new SamException(
              Reason.EMPTY, "the SAM has no card left; ask the authority for a top-up");
      case 0x6A88 ->
          throw new SamException(Reason.NO_KEY, "the SAM has no master key in slot " + slot);
      default ->
          throw new SamException(
              Reason.REFUSED,
              "the SAM answers " + answer.sw() + " to a derivation with slot " + slot);
    }
  }

  /**
   * Hands in what the authority made for this module: 80 DA P1 P2 and data.
   *
   * @param order P1, P2 and data as {@link SamAuthority} writes them
   * @throws SamException {@link Reason#NOT_AUTHORIZED} if the module does not take it
   * @throws DeviceException if no answer came; look at the status before handing it in again
   */
  public static void handIn(Chip chip, Bytes order) throws DeviceException, SamException {
    ResponseApdu answer =
        chip.transmit(
            CommandApdu.of(0x80, FROM_AUTHORITY, order.at(0), order.at(1), order.from(2)));
    if (!answer.isOk()) {
      throw new SamException(
          Reason.NOT_AUTHORIZED,
          "the SAM does not take what was sent ("
              + answer.sw()
              + "): "
              + switch (answer.sw().value()) {
                case 0x6982 -> "it was altered, or made for another SAM or by somebody else";
                case 0x6984 -> "it is not the top-up that comes next";
                case 0x6A89 -> "the slot has its key already";
                default -> "it is of another form";
              });
    }
  }

  /** Zeroes the session keys; the module ends its side when it is reset. */
  @Override
  public void close() {
    channel.close();
  }
}
