package org.countersign.station.custody;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.countersign.apdu.Bytes;
import org.countersign.apdu.Chip;
import org.countersign.apdu.ResponseApdu;
import org.countersign.personalization.keys.Secret;
import org.countersign.personalization.sam.SamAuthority;
import org.countersign.personalization.sam.SamSession;
import org.countersign.personalization.sam.SamStatus;
import org.countersign.personalization.scp03.StaticKeys;
import org.countersign.sam.SamApplet;
import org.countersign.simulator.VirtualCard;
import org.countersign.simulator.applet.AppletChip;
import org.countersign.testbed.CardEmulator;

/** Our SAM on jcardsim, with the master keys of a test station in slots 1 and 2. */
public final class SoftSam implements CardEmulator {

  /** transport and issuer, as in the key file of a test station. */
  public static final Bytes TRANSPORT = Bytes.hex("404142434445464748494A4B4C4D4E4F");

  public static final Bytes ISSUER = Bytes.hex("505152535455565758595A5B5C5D5E5F");

  public static final String PAIRING =
      """
      {"keys": {
        "sam.enc": {"algorithm": "AES", "value": "A0A1A2A3A4A5A6A7A8A9AAABACADAEAF"},
        "sam.mac": {"algorithm": "AES", "value": "B0B1B2B3B4B5B6B7B8B9BABBBCBDBEBF"},
        "sam.dek": {"algorithm": "AES", "value": "B0B1B2B3B4B5B6B7B8B9BABBBCBDBEBF"}}}
      """;

  /** What the authority keeps of it. */
  public static final String OF_AUTHORITY =
      """
      {"keys": {
        "sam.authority": {"algorithm": "AES", "value": "C0C1C2C3C4C5C6C7C8C9CACBCCCDCECF"}}}
      """;

  public static final Bytes NUMBER = Bytes.hex("53414D0000000017");
  private static final Bytes ENC = Bytes.hex("A0A1A2A3A4A5A6A7A8A9AAABACADAEAF");
  private static final Bytes MAC = Bytes.hex("B0B1B2B3B4B5B6B7B8B9BABBBCBDBEBF");
  private static final Bytes AUTHORITY = Bytes.hex("C0C1C2C3C4C5C6C7C8C9CACBCCCDCECF");

  private final VirtualCard card;
  private final SamAuthority authority = new SamAuthority(secret(AUTHORITY));

  public SoftSam() throws Exception {
    byte[] data = Bytes.concat(NUMBER, ENC, MAC, AUTHORITY).toArray();
    card = VirtualCard.around(new AppletChip("CSAM", SamApplet.AID, data, SamApplet::install));
    card.powerOn();
    SamSession.select(chip());
    SamSession.handIn(chip(), authority.load(NUMBER, 1, secret(TRANSPORT)));
    SamSession.handIn(chip(), authority.load(NUMBER, 2, secret(ISSUER)));
    card.powerOff();
  }

  public static Secret secret(Bytes value) {
    return Secret.of(value.toArray());
  }

  static StaticKeys pairing() {
    return new StaticKeys(secret(ENC), secret(MAC), secret(MAC));
  }

  public VirtualCard card() {
    return card;
  }

  private Chip chip() {
    return command -> ResponseApdu.decode(card.transmit(command.encode()));
  }

  /** What it says when nobody else has it powered. */
  public SamStatus status() throws Exception {
    card.powerOn();
    try {
      return SamSession.status(chip());
    } finally {
      card.powerOff();
    }
  }

  /** Hands in what the authority has made, when nobody else has it powered. */
  public void handIn(byte[] order) throws Exception {
    card.powerOn();
    try {
      SamSession.select(chip());
      SamSession.handIn(chip(), Bytes.of(order));
    } finally {
      card.powerOff();
    }
  }

  /** A key of a card, as the station asks for it. */
  public Secret derive(int slot, int keyNumber, Bytes input) throws Exception {
    card.powerOn();
    try (StaticKeys keys = pairing()) {
      SamSession.select(chip());
      try (SamSession session = SamSession.open(chip(), keys, new SecureRandom())) {
        return session.derive(slot, keyNumber, input);
      }
    } finally {
      card.powerOff();
    }
  }

  /** The authority's order, put down as a person does: whole at once. */
  public void topUp(Path file, int number, long cards) throws IOException {
    Files.createDirectories(file.getParent());
    Path unfinished = file.resolveSibling("unfinished");
    Files.write(unfinished, authority.topUp(NUMBER, number, cards).toArray());
    Files.move(unfinished, file);
  }

  @Override
  public byte[] atr() {
    return card.atr();
  }

  @Override
  public byte[] transmit(byte[] command) {
    return card.transmit(command);
  }

  @Override
  public void power(Power power) {
    if (power == Power.OFF) {
      card.powerOff();
    } else {
      card.powerOn();
    }
  }
}
