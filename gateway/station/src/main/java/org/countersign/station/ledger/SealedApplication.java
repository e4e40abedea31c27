package org.countersign.station.ledger;

import org.countersign.apdu.Bytes;

/**
 * An application as the ledger keeps it: encrypted under a key of its job's own.
 *
 * @param salt 16 random bytes
 * @param digest HMAC over salt and application
 * @param jobKey the job's key, wrapped under the station's
 * @param body the application, encrypted under the job's key
 */
public record SealedApplication(Bytes salt, Bytes digest, Bytes jobKey, Bytes body) {
  @Override
  public String toString() {
    return "SealedApplication[" + body.size() + " bytes]";
  }
}
