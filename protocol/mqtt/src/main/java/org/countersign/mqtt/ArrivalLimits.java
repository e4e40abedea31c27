package org.countersign.mqtt;

/**
 * Room for messages of a broker that wait for the link's thread; what finds none is dropped and
 * counted.
 *
 * @param messages that may wait
 * @param payload bytes of the largest payload that is looked at
 * @param bytes of all payloads that may wait
 */
public record ArrivalLimits(int messages, int payload, long bytes) {

  /**
   * Checks them.
   *
   * @throws IllegalArgumentException if not even one message has room
   */
  public ArrivalLimits {
    if (messages < 1 || payload < 0 || bytes < payload) {
      throw new IllegalArgumentException(
          "room for one message of the largest payload is needed, found "
              + messages
              + " messages and "
              + bytes
              + " bytes for payloads of "
              + payload);
    }
  }
}
