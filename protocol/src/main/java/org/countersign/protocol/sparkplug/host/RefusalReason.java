package org.countersign.protocol.sparkplug.host;

/** Why a message, or a metric of it, is not taken. */
public enum RefusalReason {
  /** Not a topic of an Edge Node or Device. */
  TOPIC,
  /** No Sparkplug B payload, or beyond the limits. */
  PAYLOAD,
  /** A birth without something that the specification demands. */
  INCOMPLETE_BIRTH,
  /** An NBIRTH that is no newer than the one before. */
  OLD_BIRTH,
  /** An NDEATH of a session that is over, or of none. */
  OLD_DEATH,
  /** A numbered message without its number. */
  NO_SEQUENCE,
  /** Data or a DDEATH of an owner whose birth was not seen. */
  NOT_BORN,
  /** A metric that the birth did not name. */
  UNKNOWN_METRIC,
  /** An alias that the birth did not give. */
  UNKNOWN_ALIAS,
  /** A value that does not fit the type that the birth named. */
  WRONG_TYPE,
  /** The host looks after as many Edge Nodes as it may. */
  TOO_MANY_NODES,
  /** The Edge Node has as many Devices as it may. */
  TOO_MANY_DEVICES,
  /**
   * The Edge Node names more metrics than it may, or the names of the whole fleet need too much.
   */
  TOO_MANY_METRICS
}
