package org.countersign.simulator.applet;

import java.util.Arrays;
import java.util.Optional;
import javacard.framework.ISOException;

/**
 * Card side of secure messaging with 3DES (ICAO 9303-11, 9.8): encrypt-then-authenticate, zero IV,
 * send sequence counter before the MACed data.
 */
final class SecureMessaging {

  private static final int CRYPTOGRAM = 0x87;
  private static final int CRYPTOGRAM_ODD_INS = 0x85;
  private static final int LE = 0x97;
  private static final int STATUS = 0x99;
  private static final int MAC = 0x8E;
  private static final int BLOCK = CardCrypto.DES_BLOCK;

  /** Plain bytes whose protected answer still fits 256: 232 encrypted and 22 bytes around. */
  private static final int SHORT_ROOM = 231;

  private final byte[] ksEnc;
  private final byte[] ksMac;
  private final byte[] counter;

  SecureMessaging(byte[] ksEnc, byte[] ksMac, byte[] counter) {
    this.ksEnc = ksEnc.clone();
    this.ksMac = ksMac.clone();
    this.counter = counter.clone();
  }

  /** Checks and opens a command; {@code 6987} if an object is missing, {@code 6988} if wrong. */
  Command unwrap(Command command) {
    BerTlv objects = objects(command.data());
    byte[] mac = objects.value(MAC).orElseThrow(() -> new ISOException(Sw.SM_OBJECT_MISSING));
    increment();
    byte[] covered = objects.before(MAC);
    byte[] head = ByteArrays.pad(command.header(), BLOCK);
    byte[] message =
        covered.length == 0 ? head : ByteArrays.concat(head, ByteArrays.pad(covered, BLOCK));
    ByteArrays.require(CardCrypto.same(mac, mac(message)), Sw.SM_OBJECT_INCORRECT);
    int asked = ne(command, objects);
    int ne = command.extended ? asked : Math.min(asked, SHORT_ROOM);
    boolean all =
        ne < asked || asked == (command.extended ? Command.NE_EXTENDED_MAX : Command.NE_SHORT_MAX);
    return command.plain(command.cla & ~0x0C, decrypted(objects), ne, all);
  }

  private static BerTlv objects(byte[] data) {
    try {
      return BerTlv.parse(data);
    } catch (ISOException e) {
      throw new ISOException(Sw.SM_OBJECT_INCORRECT);
    }
  }

  private static int ne(Command command, BerTlv objects) {
    Optional<byte[]> le = objects.value(LE);
    if (le.isEmpty()) {
      return 0;
    }
    byte[] value = le.get();
    ByteArrays.require(value.length == 1 || value.length == 2, Sw.SM_OBJECT_INCORRECT);
    int ne = value.length == 1 ? value[0] & 0xFF : ByteArrays.unsignedShort(value, 0);
    if (ne == 0) {
      ne = command.extended ? Command.NE_EXTENDED_MAX : Command.NE_SHORT_MAX;
    }
    return Math.min(ne, Command.NE_EXTENDED_MAX);
  }

  private byte[] decrypted(BerTlv objects) {
    Optional<byte[]> even = objects.value(CRYPTOGRAM);
    if (even.isPresent()) {
      byte[] value = even.get();
      ByteArrays.require(value.length > 0 && value[0] == 1, Sw.SM_OBJECT_INCORRECT);
      return decrypted(Arrays.copyOfRange(value, 1, value.length));
    }
    return objects.value(CRYPTOGRAM_ODD_INS).map(this::decrypted).orElse(ByteArrays.EMPTY);
  }

  private byte[] decrypted(byte[] cryptogram) {
    ByteArrays.require(
        cryptogram.length > 0 && cryptogram.length % BLOCK == 0, Sw.SM_OBJECT_INCORRECT);
    return ByteArrays.unpad(CardCrypto.tripleDesDecrypt(ksEnc, cryptogram));
  }

  /** Protects an answer, errors too. */
  Answer wrap(Answer answer, boolean oddInstruction) {
    increment();
    byte[] data = answer.data();
    byte[] body = data.length == 0 ? ByteArrays.EMPTY : encrypted(data, oddInstruction);
    byte[] status = ByteArrays.tlv(STATUS, ByteArrays.of(answer.sw() >> 8, answer.sw()));
    byte[] covered = ByteArrays.concat(body, status);
    byte[] mac = mac(ByteArrays.pad(covered, BLOCK));
    return Answer.secured(ByteArrays.concat(covered, ByteArrays.tlv(MAC, mac)), answer.sw());
  }

  private byte[] encrypted(byte[] data, boolean oddInstruction) {
    byte[] cryptogram = CardCrypto.tripleDesEncrypt(ksEnc, ByteArrays.pad(data, BLOCK));
    return oddInstruction
        ? ByteArrays.tlv(CRYPTOGRAM_ODD_INS, cryptogram)
        : ByteArrays.tlv(CRYPTOGRAM, ByteArrays.of(1), cryptogram);
  }

  private byte[] mac(byte[] padded) {
    return CardCrypto.retailMac(ksMac, ByteArrays.concat(counter, padded));
  }

  private void increment() {
    for (int i = counter.length - 1; i >= 0; i--) {
      counter[i]++;
      if (counter[i] != 0) {
        return;
      }
    }
  }
}
