package org.countersign.station.discovery;

/** The device is not used: it may not be the one that is meant. A person decides. */
public final class HeldOutException extends Exception {

  private static final long serialVersionUID = 1L;

  private final boolean another;

  HeldOutException(boolean another, String message) {
    super(message);
    this.another = another;
  }

  /** Whether another device is in the place of the one that is known; else it cannot be told. */
  public boolean isAnother() {
    return another;
  }
}
