package org.countersign.protocol.sparkplug;

/** Value of a metric. The metric's type says how wide a number is. */
public sealed interface MetricValue {

  /** A whole number; an unsigned 64-bit one by its bits. */
  static MetricValue of(long value) {
    return new Whole(value);
  }

  /** A floating-point number. */
  static MetricValue of(double value) {
    return new Real(value);
  }

  /** True or false. */
  static MetricValue of(boolean value) {
    return new Truth(value);
  }

  /** Text. */
  static MetricValue of(String value) {
    return new Text(value);
  }

  /** No value. */
  static MetricValue none() {
    return Null.INSTANCE;
  }

  /** No value now: {@code is_null}. */
  enum Null implements MetricValue {
    INSTANCE
  }

  /**
   * A whole number.
   *
   * @param value of a received metric without a type: as it stood on the wire, a negative 32-bit
   *     number thus as 2^32 minus its amount; {@link MetricValue.Whole#as} puts it right
   */
  record Whole(long value) implements MetricValue {

    /** The number under the type that the birth named. */
    public long as(MetricType type) {
      return switch (type) {
        case INT8 -> (byte) value;
        case INT16 -> (short) value;
        case INT32 -> (int) value;
        case UINT8 -> value & 0xFF;
        case UINT16 -> value & 0xFFFF;
        case UINT32 -> value & 0xFFFF_FFFFL;
        default -> value;
      };
    }
  }

  /** A floating-point number. */
  record Real(double value) implements MetricValue {}

  /** True or false. */
  record Truth(boolean value) implements MetricValue {}

  /** Text. */
  record Text(String value) implements MetricValue {}

  /**
   * A received value that is not read: bytes, file, data set, template, array, extension.
   *
   * @param bytes its size on the wire
   */
  record Opaque(int bytes) implements MetricValue {}
}
