package org.countersign.personalization.scp03;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.Map;
import java.util.SortedMap;
import org.countersign.apdu.Bytes;
import org.countersign.apdu.Chip;
import org.countersign.apdu.CommandApdu;
import org.countersign.apdu.ResponseApdu;
import org.countersign.apdu.Tlv;
import org.countersign.driver.DeviceException;
import org.countersign.personalization.keys.Secret;
import org.countersign.simulator.CardSpec;
import org.countersign.simulator.VirtualCard;

/** A simulated travel document chip, loaded with what this module sends and with nothing else. */
public final class SimulatedLds implements Chip {

  /** The issuer security domain. */
  public static final Bytes ISD = Bytes.hex("A000000151000000");

  /** The LDS1 application (ICAO 9303-10). */
  public static final Bytes LDS = Bytes.hex("A0000002471001");

  private final VirtualCard card;

  /** Makes a chip and powers it. */
  public SimulatedLds(CardSpec spec) {
    this.card = VirtualCard.make(spec);
    card.powerOn();
  }

  /** The card, for a look at its state. */
  public VirtualCard card() {
    return card;
  }

  @Override
  public ResponseApdu transmit(CommandApdu command) {
    return ResponseApdu.decode(card.transmit(command.encode()));
  }

  /** Resets the chip and selects an application. */
  public void reset(Bytes application) {
    card.powerOff();
    card.powerOn();
    select(application);
  }

  /** Selects an application. */
  public void select(Bytes application) {
    ResponseApdu answer = transmit(CommandApdu.of(0x00, 0xA4, 0x04, 0x0C, application));
    assertThat(answer.isOk()).as("SELECT %s: %s", application.toHex(), answer.sw()).isTrue();
  }

  /** Opens a channel with three equal keys to the application that is selected. */
  public SecureChannel open(Bytes application, Mode mode, SecurityLevel level, Bytes key)
      throws Exception {
    Secret secret = Secret.of(key.toArray());
    return Scp03.initialize(this, 0, mode, new SecureRandom())
        .verify(new StaticKeys(secret, secret, secret), application)
        .authenticate(level);
  }

  /**
   * Loads files and access keys with STORE DATA in DGI format.
   *
   * @param files contents by file identifier
   * @param accessKeys K.Enc and K.MAC, 32 bytes
   * @param block bytes of each block
   */
  public static void load(
      SecureChannel channel, SortedMap<Integer, Bytes> files, Bytes accessKeys, int block)
      throws DeviceException {
    Bytes stream = Bytes.empty();
    for (Map.Entry<Integer, Bytes> file : files.entrySet()) {
      stream = stream.plus(grouping(0x0062, control(file.getKey(), file.getValue().size())));
    }
    for (Map.Entry<Integer, Bytes> file : files.entrySet()) {
      stream = stream.plus(grouping(file.getKey(), file.getValue()));
    }
    stream = stream.plus(grouping(0x8101, channel.encryptWithDek(accessKeys)));
    stream = stream.plus(grouping(0x7FFF, Bytes.empty()));
    for (int at = 0, number = 0; at < stream.size(); at += block, number++) {
      int end = Math.min(at + block, stream.size());
      int p1 = end == stream.size() ? 0x88 : 0x08;
      ResponseApdu answer =
          channel.transmit(CommandApdu.of(0x80, 0xE2, p1, number & 0xFF, stream.slice(at, end)));
      assertThat(answer.isOk()).as("block %d: %s", number, answer.sw()).isTrue();
    }
  }

  /** Makes the application personalised, through a channel of the issuer security domain. */
  public static void finish(SecureChannel channel) throws DeviceException {
    ResponseApdu answer = channel.transmit(CommandApdu.of(0x80, 0xF0, 0x40, 0x0F, LDS));
    assertThat(answer.isOk()).as("SET STATUS: %s", answer.sw()).isTrue();
  }

  private static Bytes control(int fid, int size) {
    return Tlv.encode(
        0x62,
        Tlv.encode(0x83, Bytes.of(fid >> 8, fid)),
        Tlv.encode(0x80, Bytes.of(size >> 8, size)),
        Tlv.encode(0x88, Bytes.of((fid & 0x1F) << 3)));
  }

  private static Bytes grouping(int dgi, Bytes content) {
    Bytes length =
        content.size() < 0xFF
            ? Bytes.of(content.size())
            : Bytes.of(0xFF, content.size() >> 8, content.size());
    return Bytes.concat(Bytes.of(dgi >> 8, dgi), length, content);
  }
}
