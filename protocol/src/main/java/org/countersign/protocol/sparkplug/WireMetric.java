package org.countersign.protocol.sparkplug;

import com.google.protobuf.ByteString;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.countersign.protocol.sparkplug.wire.SparkplugB.Payload;

/** A metric to the generated type and back. */
final class WireMetric {

  private WireMetric() {}

  /**
   * The metric on the wire.
   *
   * @param defining whether type and properties go along, as in births
   */
  static Payload.Metric write(Metric metric, boolean defining) {
    Payload.Metric.Builder wire = Payload.Metric.newBuilder();
    metric.name().ifPresent(wire::setName);
    metric.alias().ifPresent(wire::setAlias);
    metric.timestamp().ifPresent(wire::setTimestamp);
    if (metric.historical()) {
      wire.setIsHistorical(true);
    }
    if (defining) {
      metric.type().ifPresent(t -> wire.setDatatype(t.code()));
    }
    if (defining && !metric.properties().isEmpty()) {
      wire.setProperties(writeProperties(metric.properties()));
    }
    writeValue(wire, metric.type(), metric.value());
    return wire.build();
  }

  private static void writeValue(
      Payload.Metric.Builder wire, Optional<MetricType> type, MetricValue value) {
    if (value instanceof MetricValue.Null) {
      wire.setIsNull(true);
    } else if (value instanceof MetricValue.Truth truth) {
      wire.setBooleanValue(truth.value());
    } else if (value instanceof MetricValue.Text text) {
      wire.setStringValue(text.value());
    } else if (value instanceof MetricValue.Real real) {
      writeReal(wire, type, real.value());
    } else if (value instanceof MetricValue.Whole whole) {
      writeWhole(wire, type, whole.value());
    } else {
      throw new IllegalArgumentException("a value that was not read cannot be sent: " + value);
    }
  }

  private static void writeReal(
      Payload.Metric.Builder wire, Optional<MetricType> type, double value) {
    if (type.equals(Optional.of(MetricType.FLOAT))) {
      wire.setFloatValue((float) value);
    } else {
      wire.setDoubleValue(value);
    }
  }

  private static void writeWhole(
      Payload.Metric.Builder wire, Optional<MetricType> type, long value) {
    if (type.map(WireMetric::isWide).orElse(true)) {
      wire.setLongValue(value);
    } else {
      wire.setIntValue((int) value);
    }
  }

  private static boolean isWide(MetricType type) {
    return type == MetricType.INT64 || type == MetricType.UINT64 || type == MetricType.DATE_TIME;
  }

  /** Properties are text, truths, doubles or 64-bit numbers. */
  private static Payload.PropertySet writeProperties(Map<String, MetricValue> properties) {
    Payload.PropertySet.Builder set = Payload.PropertySet.newBuilder();
    properties.forEach((name, value) -> set.addKeys(name).addValues(writeProperty(value)));
    return set.build();
  }

  private static Payload.PropertyValue writeProperty(MetricValue value) {
    Payload.PropertyValue.Builder wire = Payload.PropertyValue.newBuilder();
    if (value instanceof MetricValue.Text text) {
      return wire.setType(MetricType.STRING.code()).setStringValue(text.value()).build();
    }
    if (value instanceof MetricValue.Truth truth) {
      return wire.setType(MetricType.BOOLEAN.code()).setBooleanValue(truth.value()).build();
    }
    if (value instanceof MetricValue.Real real) {
      return wire.setType(MetricType.DOUBLE.code()).setDoubleValue(real.value()).build();
    }
    if (value instanceof MetricValue.Whole whole) {
      return wire.setType(MetricType.INT64.code()).setLongValue(whole.value()).build();
    }
    throw new IllegalArgumentException("a property needs a value, found " + value);
  }

  /** Reads a metric within the limits. */
  static Metric read(Payload.Metric wire, PayloadLimits limits) throws MalformedPayloadException {
    Optional<MetricType> type = MetricType.of(wire.getDatatype());
    return new Metric(
        wire.hasName()
            ? Optional.of(text("metric name", wire.getNameBytes(), limits.nameChars()))
            : Optional.empty(),
        wire.hasAlias() ? OptionalLong.of(wire.getAlias()) : OptionalLong.empty(),
        type,
        readValue(wire, type, limits),
        wire.hasTimestamp() ? OptionalLong.of(wire.getTimestamp()) : OptionalLong.empty(),
        wire.getIsHistorical(),
        readProperties(wire.getProperties(), limits));
  }

  private static MetricValue readValue(
      Payload.Metric wire, Optional<MetricType> type, PayloadLimits limits)
      throws MalformedPayloadException {
    if (wire.getIsNull()) {
      return MetricValue.none();
    }
    return switch (wire.getValueCase()) {
      case INT_VALUE -> whole(Integer.toUnsignedLong(wire.getIntValue()), type);
      case LONG_VALUE -> whole(wire.getLongValue(), type);
      case FLOAT_VALUE -> MetricValue.of((double) wire.getFloatValue());
      case DOUBLE_VALUE -> MetricValue.of(wire.getDoubleValue());
      case BOOLEAN_VALUE -> MetricValue.of(wire.getBooleanValue());
      case STRING_VALUE ->
          MetricValue.of(text("text value", wire.getStringValueBytes(), limits.textChars()));
      case BYTES_VALUE -> new MetricValue.Opaque(wire.getBytesValue().size());
      case DATASET_VALUE -> new MetricValue.Opaque(wire.getDatasetValue().size());
      case TEMPLATE_VALUE -> new MetricValue.Opaque(wire.getTemplateValue().size());
      case EXTENSION_VALUE -> new MetricValue.Opaque(wire.getExtensionValue().size());
      case VALUE_NOT_SET ->
          throw new MalformedPayloadException("a metric has neither value nor is_null");
    };
  }

  private static MetricValue whole(long onTheWire, Optional<MetricType> type) {
    MetricValue.Whole whole = new MetricValue.Whole(onTheWire);
    return type.<MetricValue>map(t -> MetricValue.of(whole.as(t))).orElse(whole);
  }

  private static Map<String, MetricValue> readProperties(
      Payload.PropertySet set, PayloadLimits limits) throws MalformedPayloadException {
    if (set.getKeysCount() != set.getValuesCount()) {
      throw new MalformedPayloadException(
          "properties: " + set.getKeysCount() + " keys, " + set.getValuesCount() + " values");
    }
    SparkplugCodec.requireWithin("properties", set.getKeysCount(), limits.properties());
    Map<String, MetricValue> properties = new LinkedHashMap<>();
    for (int i = 0; i < set.getKeysCount(); i++) {
      properties.put(
          text("property name", set.getKeysBytes(i), limits.nameChars()),
          readProperty(set.getValues(i), limits));
    }
    return properties;
  }

  private static MetricValue readProperty(Payload.PropertyValue wire, PayloadLimits limits)
      throws MalformedPayloadException {
    if (wire.getIsNull()) {
      return MetricValue.none();
    }
    Optional<MetricType> type = MetricType.of(wire.getType());
    return switch (wire.getValueCase()) {
      case INT_VALUE -> whole(Integer.toUnsignedLong(wire.getIntValue()), type);
      case LONG_VALUE -> whole(wire.getLongValue(), type);
      case FLOAT_VALUE -> MetricValue.of((double) wire.getFloatValue());
      case DOUBLE_VALUE -> MetricValue.of(wire.getDoubleValue());
      case BOOLEAN_VALUE -> MetricValue.of(wire.getBooleanValue());
      case STRING_VALUE ->
          MetricValue.of(text("property", wire.getStringValueBytes(), limits.textChars()));
      case PROPERTYSET_VALUE -> new MetricValue.Opaque(wire.getPropertysetValue().size());
      case PROPERTYSETS_VALUE -> new MetricValue.Opaque(wire.getPropertysetsValue().size());
      case EXTENSION_VALUE -> new MetricValue.Opaque(wire.getExtensionValue().size());
      case VALUE_NOT_SET ->
          throw new MalformedPayloadException("a property has neither value nor is_null");
    };
  }

  private static String text(String what, ByteString bytes, int mostChars)
      throws MalformedPayloadException {
    if (!bytes.isValidUtf8()) {
      throw new MalformedPayloadException(what + ": no UTF-8");
    }
    String text = bytes.toStringUtf8();
    SparkplugCodec.requireWithin(what + " characters", text.length(), mostChars);
    return text;
  }
}
