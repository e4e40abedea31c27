package org.countersign.protocol.sparkplug.host;

/** A message or a metric that is not taken. The text never shows content. */
final class RefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  private final RefusalReason reason;
  private final String detail;

  RefusedException(RefusalReason reason, String detail) {
    // Cheap on purpose: a hostile box can cause any number of them.
    super(detail, null, false, false);
    this.reason = reason;
    this.detail = detail;
  }

  RefusalReason reason() {
    return reason;
  }

  String detail() {
    return detail;
  }
}
