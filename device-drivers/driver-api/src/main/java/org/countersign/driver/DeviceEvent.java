package org.countersign.driver;

/**
 * Something that happened at a device by itself.
 *
 * @param kind what
 * @param detail a sentence for a technician, without personal data; may be empty
 */
public record DeviceEvent(Kind kind, String detail) {

  /** What happened. */
  public enum Kind {
    CARD_INSERTED,
    CARD_REMOVED,
    /** The device can no longer be reached; the gateway closes it and opens it again. */
    DEVICE_LOST,
    /** A storage unit's count or status changed. */
    STORAGE_CHANGED
  }
}
