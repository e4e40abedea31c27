package org.countersign.station.fleet;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A Sparkplug B payload read field by field after the table of clause 6.4, without the codec and
 * the generated types under test.
 */
public record RawPayload(long timestamp, OptionalInt seq, Map<String, Entry> metrics) {

  /** One metric; {@code type} is 0 where the message has none, {@code value} null for is_null. */
  public record Entry(int type, @Nullable Object value, long timestamp, String unit) {}

  public static RawPayload of(byte[] bytes) {
    try {
      return read(CodedInputStream.newInstance(bytes));
    } catch (IOException e) {
      throw new AssertionError("no protobuf: " + new String(bytes, StandardCharsets.ISO_8859_1), e);
    }
  }

  public Object value(String metric) {
    Object value = metrics.get(metric) == null ? null : metrics.get(metric).value();
    if (value == null) {
      throw new AssertionError(metric + " has no value; there are " + metrics.keySet());
    }
    return value;
  }

  private static RawPayload read(CodedInputStream in) throws IOException {
    long timestamp = -1;
    OptionalInt seq = OptionalInt.empty();
    Map<String, Entry> metrics = new LinkedHashMap<>();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag >>> 3) {
        case 1 -> timestamp = in.readUInt64();
        case 2 -> metric(CodedInputStream.newInstance(in.readByteArray()), metrics);
        case 3 -> seq = OptionalInt.of((int) in.readUInt64());
        default -> throw new AssertionError("field " + (tag >>> 3));
      }
    }
    return new RawPayload(timestamp, seq, metrics);
  }

  private static void metric(CodedInputStream in, Map<String, Entry> metrics) throws IOException {
    String name = "";
    int type = 0;
    long timestamp = -1;
    String unit = "";
    Object value = null;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag >>> 3) {
        case 1 -> name = in.readString();
        case 3 -> timestamp = in.readUInt64();
        case 4 -> type = in.readUInt32();
        case 7 -> value = in.readBool() ? null : value;
        case 9 -> unit = unit(CodedInputStream.newInstance(in.readByteArray()));
        case 10 -> value = (long) in.readUInt32();
        case 11 -> value = in.readUInt64();
        case 12 -> value = in.readFloat();
        case 13 -> value = in.readDouble();
        case 14 -> value = in.readBool();
        case 15 -> value = in.readString();
        default -> throw new AssertionError("field " + (tag >>> 3) + " of a metric");
      }
    }
    metrics.put(name, new Entry(type, value, timestamp, unit));
  }

  /** The one property there is: engUnit, a string. */
  private static String unit(CodedInputStream in) throws IOException {
    String unit = "";
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag >>> 3 == 2) {
        CodedInputStream value = CodedInputStream.newInstance(in.readByteArray());
        for (int inner = value.readTag(); inner != 0; inner = value.readTag()) {
          if (inner >>> 3 == 8) {
            unit = value.readString();
          } else {
            value.skipField(inner);
          }
        }
      } else {
        in.skipField(tag);
      }
    }
    return unit;
  }
}
