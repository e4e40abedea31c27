package org.countersign.protocol.records;

/**
 * A record as it is sent.
 *
 * @param sequence number in the station's ledger, 1 or more; others of the ledger are not sent, so
 *     there are gaps
 * @param hash of the ledger's record, 64 hexadecimal digits in lower case; holds the one before, so
 *     two ledgers that differ once differ in every later record
 * @param timeMillis since 1970-01-01T00:00:00Z
 */
public record StationRecord(long sequence, String hash, long timeMillis, RecordContent content) {

  private static final int HASH_DIGITS = 64;

  public StationRecord {
    if (sequence < 1 || hash.length() != HASH_DIGITS) {
      throw new IllegalArgumentException(
          "record: a sequence of 1 or more and a hash of 32 bytes are needed, found "
              + sequence
              + " and "
              + hash.length() / 2
              + " bytes");
    }
  }
}
