package org.countersign.personalization.access;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import org.countersign.apdu.Bytes;
import org.countersign.apdu.CommandApdu;
import org.countersign.apdu.ResponseApdu;
import org.countersign.apdu.StatusWord;
import org.countersign.apdu.Tlv;
import org.countersign.personalization.keys.Secret;

/**
 * Protects commands and opens responses (ICAO 9303-11, 9.8.4 to 9.8.6).
 *
 * <pre>
 * command:   CLA|0C INS P1 P2 Lc [87 L 01 cryptogram, or 85 L cryptogram for odd INS] [97 L Le] 8E 08 MAC 00
 * response:  [87 L 01 cryptogram, or 85 L cryptogram for odd INS] 99 02 SW 8E 08 MAC SW
 * </pre>
 */
final class ProtectedApdus implements AutoCloseable {

  /** The response is not the chip's. The message says why. */
  static final class NotAuthentic extends Exception {
    private static final long serialVersionUID = 1L;

    NotAuthentic(String message) {
      super(message);
    }
  }

  /** DO'99' and DO'8E'. */
  static final int RESPONSE_OVERHEAD = 4 + 10;

  /** DO'97' with two bytes, and DO'8E'. */
  static final int COMMAND_OVERHEAD = 4 + 10;

  private static final int SHORT_RESPONSE = 256;
  private static final int BLOCK = TripleDesCbc.BLOCK;

  private final TripleDesCbc cipher;
  private final RetailMac mac;
  private final byte[] counter;
  private boolean oddInstruction;

  ProtectedApdus(Secret encryptionKey, Secret macKey, byte[] counter) {
    this.cipher = new TripleDesCbc(encryptionKey);
    this.mac = new RetailMac(macKey);
    this.counter = counter.clone();
  }

  /** Most plain bytes whose DO'87' has at most the given size; 0 if none. */
  static int maxPlain(int room) {
    int padded = Math.max(0, room) / BLOCK * BLOCK;
    while (padded > 0 && cryptogramObject(padded) > room) {
      padded -= BLOCK;
    }
    return Math.max(0, padded - 1);
  }

  /** Bytes of a DO'87' with a cryptogram of the given size. */
  private static int cryptogramObject(int padded) {
    return Tlv.headerSize(0x87, padded + 1) + 1 + padded;
  }

  /** The protected command; counts it. */
  CommandApdu protect(CommandApdu command) {
    byte[] body = objects(command);
    int cla = command.cla() | 0x0C;
    boolean extended = isExtended(command, body.length + 2 + RetailMac.SIZE);
    byte[] header = {
      (byte) cla,
      (byte) command.ins(),
      (byte) command.p1(),
      (byte) command.p2(),
      (byte) 0x80,
      0,
      0,
      0
    };
    count();
    oddInstruction = (command.ins() & 1) != 0;
    Bytes all = Bytes.concat(Bytes.of(body), object(0x8E, macOf(header, body)));
    return new CommandApdu(
        cla,
        command.ins(),
        command.p1(),
        command.p2(),
        all,
        extended ? CommandApdu.LE_EXTENDED_MAX : CommandApdu.LE_SHORT_MAX);
  }

  /** The plain response; counts it. */
  ResponseApdu open(ResponseApdu response) throws NotAuthentic {
    count();
    ResponseObjects objects = ResponseObjects.read(response.data(), oddInstruction);
    byte[] expected = macOf(new byte[0], objects.protectedPart().toArray());
    if (!MessageDigest.isEqual(expected, objects.mac().toArray())) {
      throw new NotAuthentic("its MAC is wrong");
    }
    StatusWord sw = objects.statusWord();
    if (!sw.equals(response.sw())) {
      throw new NotAuthentic("its protected status word is " + sw);
    }
    return new ResponseApdu(decrypted(objects.cryptogram()), sw);
  }

  private byte[] objects(CommandApdu command) {
    ByteArrayOutputStream objects = new ByteArrayOutputStream();
    if (!command.data().isEmpty()) {
      byte[] cryptogram = cipher.encrypt(Padding.add(command.data().toArray()));
      boolean odd = (command.ins() & 1) != 0;
      Bytes value = odd ? Bytes.of(cryptogram) : Bytes.of(0x01).plus(Bytes.of(cryptogram));
      objects.writeBytes(new Tlv(odd ? 0x85 : 0x87, value).encode().toArray());
    }
    int le = command.le();
    if (le > 0) {
      Bytes value = le <= CommandApdu.LE_SHORT_MAX ? Bytes.of(le) : Bytes.of(le >> 8, le);
      objects.writeBytes(new Tlv(0x97, value).encode().toArray());
    }
    return objects.toByteArray();
  }

  private static boolean isExtended(CommandApdu command, int lc) {
    int le = command.le();
    int response = RESPONSE_OVERHEAD + cryptogramObject(Padding.paddedSize(le));
    boolean longResponse = le != CommandApdu.LE_SHORT_MAX && le > 0 && response > SHORT_RESPONSE;
    return lc > 255 || longResponse;
  }

  /** MAC over counter, header and objects; objects are padded, a header alone is padded already. */
  private byte[] macOf(byte[] header, byte[] objects) {
    int start = BLOCK + header.length;
    int size = start + (objects.length == 0 ? 0 : Padding.paddedSize(objects.length));
    byte[] blocks = new byte[size];
    System.arraycopy(counter, 0, blocks, 0, BLOCK);
    System.arraycopy(header, 0, blocks, BLOCK, header.length);
    System.arraycopy(objects, 0, blocks, start, objects.length);
    if (objects.length > 0) {
      blocks[start + objects.length] = (byte) 0x80;
    }
    return mac.of(blocks, size);
  }

  private Bytes decrypted(Bytes cryptogram) throws NotAuthentic {
    if (cryptogram.isEmpty()) {
      return Bytes.empty();
    }
    if (cryptogram.size() % BLOCK != 0) {
      throw new NotAuthentic(cryptogram.size() + " encrypted bytes, not a multiple of 8");
    }
    byte[] plain = cipher.decrypt(cryptogram.toArray(), 0, cryptogram.size());
    int size = Padding.unpaddedSize(plain);
    if (size < 0) {
      throw new NotAuthentic("its padding is wrong");
    }
    return Bytes.of(Arrays.copyOf(plain, size));
  }

  private void count() {
    for (int i = BLOCK - 1; i >= 0; i--) {
      if (++counter[i] != 0) {
        return;
      }
    }
  }

  private static Bytes object(int tag, byte[] value) {
    return new Tlv(tag, Bytes.of(value)).encode();
  }

  @Override
  public void close() {
    cipher.close();
    mac.close();
  }
}
