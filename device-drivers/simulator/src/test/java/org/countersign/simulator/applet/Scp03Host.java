package org.countersign.simulator.applet;

import java.util.Arrays;
import org.countersign.apdu.Bytes;
import org.countersign.apdu.CommandApdu;
import org.countersign.apdu.ResponseApdu;
import org.countersign.simulator.VirtualCard;

/**
 * A host's side of SCP03 for tests of what lies behind the channel. It uses the card's own
 * derivation and MAC, so it proves nothing of SCP03 itself: the recorded sessions do.
 */
public final class Scp03Host extends CardHost {

  private final byte[] enc;
  private final byte[] mac;
  private final byte[] dek;
  private final int size;
  private byte[] sEnc = {};
  private byte[] sMac = {};
  private byte[] sRmac = {};
  private byte[] chain = new byte[16];
  private int level;
  private int counter;

  public Scp03Host(VirtualCard card, byte[] enc, byte[] mac, byte[] dek, boolean sixteen) {
    super(card);
    this.enc = enc.clone();
    this.mac = mac.clone();
    this.dek = dek.clone();
    this.size = sixteen ? 16 : 8;
  }

  /** With the key set that the card's specification says. */
  public static Scp03Host transport(VirtualCard card) {
    byte[] key = card.spec().masterKey().toArray();
    byte[] kdd = Bytes.hex(card.chipId()).toArray();
    int length = card.spec().keySize();
    boolean derive = card.spec().diversified();
    return new Scp03Host(
        card,
        derive ? Kdf.kdf3(key, 1, kdd, length) : key,
        derive ? Kdf.kdf3(key, 2, kdd, length) : key,
        derive ? Kdf.kdf3(key, 3, kdd, length) : key,
        card.spec().sixteen());
  }

  /** Opens a session; every status word must be 9000. */
  public Scp03Host open(int securityLevel) {
    ResponseApdu answer = authenticate(securityLevel, false, false);
    if (!answer.isOk()) {
      throw new AssertionError("EXTERNAL AUTHENTICATE: " + sw(answer));
    }
    return this;
  }

  /** The two commands, spoilt on wish. */
  public ResponseApdu authenticate(int securityLevel, boolean wrongCryptogram, boolean wrongMac) {
    byte[] challenge = CardCrypto.random(size);
    ResponseApdu update =
        send(CommandApdu.of(0x80, 0x50, 0x00, 0x00, Bytes.of(challenge)).withLe(256));
    if (!update.isOk()) {
      return update;
    }
    byte[] context = ByteArrays.concat(challenge, update.data().slice(13, 13 + size).toArray());
    sEnc = Kdf.scp03(enc, 4, context, enc.length);
    sMac = Kdf.scp03(mac, 6, context, mac.length);
    sRmac = Kdf.scp03(mac, 7, context, mac.length);
    chain = new byte[16];
    counter = 0;
    byte[] cryptogram = Kdf.scp03(sMac, 1, context, size);
    cryptogram[0] ^= (byte) (wrongCryptogram ? 1 : 0);
    level = 0x01;
    CommandApdu signed =
        signed(CommandApdu.of(0x84, 0x82, securityLevel, 0x00, Bytes.of(cryptogram)));
    byte[] data = signed.data().toArray();
    data[data.length - 1] ^= (byte) (wrongMac ? 1 : 0);
    level = securityLevel;
    return send(CommandApdu.of(0x84, 0x82, securityLevel, 0x00, Bytes.of(data)));
  }

  /** Sends through the session and opens the answer. */
  public ResponseApdu secure(CommandApdu command) {
    return unwrapped(send(wrapped(command)));
  }

  public ResponseApdu secure(String hex) {
    return secure(CommandApdu.decode(Bytes.hex(hex).toArray()));
  }

  /** The command as it goes over the line. */
  public CommandApdu wrapped(CommandApdu command) {
    counter++;
    byte[] data = command.data().toArray();
    if ((level & 0x02) != 0 && data.length > 0) {
      data = CardCrypto.aesCbcEncrypt(sEnc, icv(0), ByteArrays.pad(data, 16));
    }
    return signed(
        new CommandApdu(
            command.cla() | 0x04,
            command.ins(),
            command.p1(),
            command.p2(),
            Bytes.of(data),
            command.le()));
  }

  private CommandApdu signed(CommandApdu command) {
    int lc = command.data().size() + size;
    boolean extended = lc > 255 || command.le() > 256;
    byte[] header = ByteArrays.of(command.cla(), command.ins(), command.p1(), command.p2());
    byte[] length = extended ? ByteArrays.of(0, lc >> 8, lc) : ByteArrays.of(lc);
    chain = CardCrypto.cmac(sMac, chain, header, length, command.data().toArray());
    return new CommandApdu(
        command.cla(),
        command.ins(),
        command.p1(),
        command.p2(),
        command.data().plus(Bytes.of(Arrays.copyOf(chain, size))),
        command.le());
  }

  private ResponseApdu unwrapped(ResponseApdu response) {
    if ((level & 0x10) == 0 || !response.isOk() && response.sw().sw1() != 0x62) {
      return response;
    }
    int end = response.data().size() - size;
    byte[] data = response.data().slice(0, end).toArray();
    int value = response.sw().value();
    byte[] expected = CardCrypto.cmac(sRmac, chain, data, ByteArrays.of(value >> 8, value));
    if (!response.data().from(end).equals(Bytes.of(Arrays.copyOf(expected, size)))) {
      throw new AssertionError("wrong R-MAC");
    }
    if ((level & 0x20) != 0 && data.length > 0) {
      data = ByteArrays.unpad(CardCrypto.aesCbcDecrypt(sEnc, icv(0x80), data));
    }
    return new ResponseApdu(Bytes.of(data), response.sw());
  }

  private byte[] icv(int direction) {
    return CardCrypto.aes(
        sEnc,
        ByteArrays.of(direction, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, counter >> 8, counter));
  }

  /** A block under the static DEK. */
  public Bytes underDek(Bytes plain) {
    return Bytes.of(CardCrypto.aesCbcEncrypt(dek, new byte[16], plain.toArray()));
  }

  /** One key of PUT KEY: 88, length with the clear length, cryptogram, KCV. */
  public Bytes keyData(byte[] key) {
    byte[] padded = Arrays.copyOf(key, (key.length + 15) / 16 * 16);
    Bytes cryptogram = underDek(Bytes.of(padded));
    return Bytes.concat(
        Bytes.of(0x88, cryptogram.size() + 1, key.length),
        cryptogram,
        Bytes.of(3),
        Bytes.of(CardCrypto.keyCheckValue(key)));
  }
}
