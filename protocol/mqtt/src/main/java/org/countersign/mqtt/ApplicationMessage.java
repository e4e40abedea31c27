package org.countersign.mqtt;

/**
 * A message for the broker, or a will (MQTT 3.1.1 clause 1.2, Application Message).
 *
 * @param payload is not changed after it was handed over
 * @param qos 0 or 1; 2 is not used
 * @param retained whether the broker keeps it for later subscribers
 */
public record ApplicationMessage(String topic, byte[] payload, int qos, boolean retained) {

  /**
   * Checks the QoS.
   *
   * @throws IllegalArgumentException if it is neither 0 nor 1
   */
  public ApplicationMessage {
    if (qos != 0 && qos != 1) {
      throw new IllegalArgumentException("QoS 0 or 1 is needed, found " + qos);
    }
  }

  /** A message that the broker does not keep. */
  public static ApplicationMessage passing(String topic, byte[] payload, int qos) {
    return new ApplicationMessage(topic, payload, qos, false);
  }
}
