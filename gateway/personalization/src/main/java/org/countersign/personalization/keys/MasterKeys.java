package org.countersign.personalization.keys;

import java.util.Map;

/**
 * Master keys in memory, by name.
 *
 * <p>A request finds the master {@code name.role} if there is one, else {@code name}; so one master
 * may serve a whole key set, or each role may have its own. It is then diversified with the role's
 * key number: {@code enc} 1, {@code mac} 2, {@code dek} 3, or the number itself for a role of two
 * hex digits ({@code 01} to {@code FF}).
 */
public final class MasterKeys implements KeySource, AutoCloseable {

  /**
   * Copies the keys.
   *
   * @param keys by name: {@code transport}, or {@code transport.enc}; 16, 24 or 32 bytes
   */
  public MasterKeys(Map<String, Secret> keys) {
    throw new UnsupportedOperationException("comes with the next commit");
  }

  @Override
  public Secret key(Request request) throws KeyUnavailableException {
    throw new UnsupportedOperationException("comes with the next commit");
  }

  /** Zeroes all keys. */
  @Override
  public void close() {}
}
