package org.countersign.protocol.sparkplug;

import java.util.Optional;

/**
 * Data types by their numbers (clause 6.4.16). The types from {@link #DATA_SET} on are never sent.
 */
public enum MetricType {
  INT8(1),
  INT16(2),
  INT32(3),
  INT64(4),
  UINT8(5),
  UINT16(6),
  UINT32(7),
  UINT64(8),
  FLOAT(9),
  DOUBLE(10),
  BOOLEAN(11),
  STRING(12),
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  DATE_TIME(13),
  TEXT(14),
  UUID(15),
  DATA_SET(16),
  BYTES(17),
  FILE(18),
  TEMPLATE(19),
  PROPERTY_SET(20),
  PROPERTY_SET_LIST(21),
  INT8_ARRAY(22),
  INT16_ARRAY(23),
  INT32_ARRAY(24),
  INT64_ARRAY(25),
  UINT8_ARRAY(26),
  UINT16_ARRAY(27),
  UINT32_ARRAY(28),
  UINT64_ARRAY(29),
  FLOAT_ARRAY(30),
  DOUBLE_ARRAY(31),
  BOOLEAN_ARRAY(32),
  STRING_ARRAY(33),
  DATE_TIME_ARRAY(34);

  private static final MetricType[] BY_CODE = values();

  private final int code;

  MetricType(int code) {
    this.code = code;
  }

  /** Its number on the wire. */
  public int code() {
    return code;
  }

  /**
   * The type of a number; empty for 0 (unknown) and for numbers that the specification does not
   * give.
   */
  public static Optional<MetricType> of(int code) {
    return code >= 1 && code <= BY_CODE.length ? Optional.of(BY_CODE[code - 1]) : Optional.empty();
  }

  /** Whether values of this type are sent by this product. */
  public boolean isSent() {
    return code <= UUID.code;
  }

  /** Whether a value can stand under this type in a message that is sent. */
  public boolean admits(MetricValue value) {
    if (value instanceof MetricValue.Null) {
      return isSent();
    }
    return switch (this) {
      case INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64, DATE_TIME ->
          value instanceof MetricValue.Whole w && inRange(w.value());
      case FLOAT, DOUBLE -> value instanceof MetricValue.Real;
      case BOOLEAN -> value instanceof MetricValue.Truth;
      case STRING, TEXT, UUID -> value instanceof MetricValue.Text;
      default -> false;
    };
  }

  /** UINT64 takes every 64 bits. */
  private boolean inRange(long v) {
    return switch (this) {
      case INT8 -> v == (byte) v;
      case INT16 -> v == (short) v;
      case INT32 -> v == (int) v;
      case UINT8 -> v >= 0 && v <= 0xFF;
      case UINT16 -> v >= 0 && v <= 0xFFFF;
      case UINT32 -> v >= 0 && v <= 0xFFFF_FFFFL;
      case DATE_TIME -> v >= 0;
      default -> true;
    };
  }
}
