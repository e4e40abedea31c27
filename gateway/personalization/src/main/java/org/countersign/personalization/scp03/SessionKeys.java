package org.countersign.personalization.scp03;

import java.util.Arrays;
import org.countersign.personalization.keys.Secret;

/** Session keys (Amendment D, 6.2.1) and the static Key-DEK, which has no session form. */
record SessionKeys(Secret enc, Secret mac, Secret rmac, Secret dek) implements AutoCloseable {

  /** Derives them from host challenge and card challenge. */
  static SessionKeys derive(StaticKeys keys, byte[] context) {
    return new SessionKeys(
        Derivation.key(keys.enc(), Derivation.S_ENC, context),
        Derivation.key(keys.mac(), Derivation.S_MAC, context),
        Derivation.key(keys.mac(), Derivation.S_RMAC, context),
        copy(keys.dek()));
  }

  @Override
  public void close() {
    enc.close();
    mac.close();
    rmac.close();
    dek.close();
  }

  private static Secret copy(Secret key) {
    byte[] bytes = key.toArray();
    try {
      return Secret.of(bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }
}
