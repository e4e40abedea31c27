package org.countersign.protocol.records;

/** Bytes that are no batch or acknowledgement, or beyond the limits. Shows no content. */
public final class MalformedRecordException extends Exception {

  private static final long serialVersionUID = 1L;

  /** Says what is wrong. */
  public MalformedRecordException(String reason) {
    super(reason);
  }

  /** Says what is wrong, with the parser's own finding. */
  public MalformedRecordException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
