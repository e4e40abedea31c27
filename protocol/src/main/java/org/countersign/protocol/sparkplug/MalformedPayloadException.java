package org.countersign.protocol.sparkplug;

/**
 * Bytes that are no Sparkplug B payload, or one beyond the limits. The text never shows content.
 */
public final class MalformedPayloadException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String reason;

  /** Says what is wrong. */
  public MalformedPayloadException(String reason) {
    super(reason);
    this.reason = reason;
  }

  /** Says what is wrong, with the parser's own finding. */
  public MalformedPayloadException(String reason, Throwable cause) {
    super(reason, cause);
    this.reason = reason;
  }

  /** What is wrong. */
  public String reason() {
    return reason;
  }
}
