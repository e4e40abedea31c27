package org.countersign.personalization.scp03;

import org.countersign.apdu.Bytes;
import org.countersign.personalization.keys.Diversification;
import org.countersign.personalization.keys.KeySource;
import org.countersign.personalization.keys.KeyUnavailableException;
import org.countersign.personalization.keys.Secret;

/**
 * A card's own key set (Amendment D, 6.1): three AES keys of one size, 16, 24 or 32 bytes.
 *
 * @param enc Key-ENC
 * @param mac Key-MAC
 * @param dek Key-DEK
 */
public record StaticKeys(Secret enc, Secret mac, Secret dek) implements AutoCloseable {

  public StaticKeys {
    int size = enc.size();
    if (mac.size() != size || dek.size() != size || (size != 16 && size != 24 && size != 32)) {
      throw new IllegalArgumentException(
          "key set of %d, %d and %d bytes; three times 16, 24 or 32"
              .formatted(enc.size(), mac.size(), dek.size()));
    }
  }

  /**
   * The key set of one card: roles {@code enc}, {@code mac} and {@code dek} of a named master.
   *
   * @param input diversification data; see {@link Handshake#diversificationData()}
   * @throws KeyUnavailableException if one of the three is missing
   */
  public static StaticKeys from(KeySource keys, String name, Diversification method, Bytes input)
      throws KeyUnavailableException {
    return new StaticKeys(
        keys.key(new KeySource.Request(name, "enc", method, input)),
        keys.key(new KeySource.Request(name, "mac", method, input)),
        keys.key(new KeySource.Request(name, "dek", method, input)));
  }

  /** Bytes of each key. */
  public int keySize() {
    return enc.size();
  }

  /** Zeroes the three keys. */
  @Override
  public void close() {
    enc.close();
    mac.close();
    dek.close();
  }
}
