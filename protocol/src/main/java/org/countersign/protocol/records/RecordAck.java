package org.countersign.protocol.records;

import java.util.Optional;

/**
 * The centre's answer.
 *
 * @param through every record up to this one is stored; 0 for none
 * @param missing what is to be sent again
 */
public record RecordAck(
    long epoch, long through, Optional<Missing> missing, Optional<Refusal> refusal) {

  /** Records with {@code after < sequence <= through}. */
  public record Missing(long after, long through) {}

  /** Why nothing of this station is taken. */
  public enum Refusal {
    /** The station speaks of an epoch that is over. */
    OLD_EPOCH,
    /** The centre has other records under the same numbers: the station's ledger was put back. */
    FORKED
  }
}
