package org.countersign.personalization.scp03;

import java.security.MessageDigest;
import java.util.Arrays;
import org.countersign.apdu.Bytes;
import org.countersign.apdu.ResponseApdu;
import org.countersign.apdu.StatusWord;
import org.countersign.personalization.keys.AesCbc;
import org.countersign.personalization.keys.AesCmac;

/** Checks and decrypts responses (Amendment D, 6.2.5 and 6.2.7). */
final class ResponseUnwrapper implements AutoCloseable {

  /** The response is not the card's. The message says why. */
  static final class NotAuthentic extends Exception {
    private static final long serialVersionUID = 1L;

    NotAuthentic(String message) {
      super(message);
    }
  }

  private final Mode mode;
  private final SecurityLevel level;
  private final CommandWrapper command;
  private final AesCmac mac;

  ResponseUnwrapper(SessionKeys keys, Mode mode, SecurityLevel level, CommandWrapper command) {
    this.mode = mode;
    this.level = level;
    this.command = command;
    this.mac = new AesCmac(keys.rmac());
  }

  /** The plain response to the command that was wrapped last. */
  ResponseApdu unwrap(ResponseApdu response) throws NotAuthentic {
    if (!level.protectsResponses()) {
      return response;
    }
    if (isError(response.sw())) {
      if (!response.data().isEmpty()) {
        throw new NotAuthentic("data come with an error status word");
      }
      return response;
    }
    byte[] body = response.data().toArray();
    int size = body.length - mode.size();
    if (size < 0) {
      throw new NotAuthentic(
          "%d bytes, fewer than the MAC's %d".formatted(body.length, mode.size()));
    }
    check(body, size, response.sw());
    Bytes plain =
        level.encryptsResponses() && size > 0
            ? decrypted(body, size)
            : response.data().slice(0, size);
    return new ResponseApdu(plain, response.sw());
  }

  private void check(byte[] body, int size, StatusWord sw) throws NotAuthentic {
    byte[] expected =
        mac.add(command.chaining()).add(body, 0, size).add(sw.sw1()).add(sw.sw2()).finish();
    if (!MessageDigest.isEqual(
        Arrays.copyOf(expected, mode.size()), Arrays.copyOfRange(body, size, body.length))) {
      throw new NotAuthentic("its MAC is wrong");
    }
  }

  private Bytes decrypted(byte[] body, int size) throws NotAuthentic {
    if (size % AesCbc.BLOCK != 0) {
      throw new NotAuthentic(size + " encrypted bytes, not a multiple of 16");
    }
    byte[] plain = new byte[size];
    command.encryption().decrypt(body, 0, size, plain, 0);
    byte[] icv = command.responseIcv();
    for (int i = 0; i < AesCbc.BLOCK; i++) {
      plain[i] ^= icv[i];
    }
    int end = size - 1;
    while (end > size - AesCbc.BLOCK && plain[end] == 0) {
      end--;
    }
    if (plain[end] != (byte) 0x80) {
      throw new NotAuthentic("its padding is wrong");
    }
    return Bytes.of(Arrays.copyOf(plain, end));
  }

  /** All but 9000, 62xx and 63xx: such a response is never protected (6.2.5). */
  private static boolean isError(StatusWord sw) {
    return !sw.isOk() && sw.sw1() != 0x62 && sw.sw1() != 0x63;
  }

  @Override
  public void close() {
    mac.close();
  }
}
