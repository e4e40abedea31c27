package org.countersign.protocol.records;

/** What a record tells. No personal data. */
public sealed interface RecordContent {

  /** A card became valid; the chip's identity is hexadecimal. */
  record Issuance(String job, String serial, String chip, String profile)
      implements RecordContent {}

  /**
   * A card may be valid and out of reach: its serial is to be revoked.
   *
   * @param card what two persons declared it to be, for example {@code LOST}
   */
  record Revocation(String job, String serial, String chip, String card) implements RecordContent {}

  /**
   * A signed head over the ledger.
   *
   * @param size number of records
   * @param timeMillis since 1970-01-01T00:00:00Z
   * @param root hexadecimal, 64 digits
   * @param signer number of the signer's certificate, hexadecimal
   * @param signature DER, hexadecimal
   */
  record AuditHead(
      long epoch, long size, long timeMillis, String root, String signer, String signature)
      implements RecordContent {}

  /**
   * Something stops cards, or does so no more.
   *
   * @param subject device, suite or product; empty for the station
   * @param what in English
   */
  record Alarm(String code, String subject, boolean raised, String what) implements RecordContent {}

  /**
   * A station, or a set of software on it, was found good or not by a proven card.
   *
   * @param serial of the test card
   * @param report SHA-256 of the full report, hexadecimal
   */
  record Acceptance(String subject, boolean accepted, String serial, String report)
      implements RecordContent {}

  /** A kind that is newer than this software; kept by its hash alone. */
  record Unknown() implements RecordContent {}
}
