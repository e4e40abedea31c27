package org.countersign.protocol.sparkplug;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.countersign.protocol.sparkplug.wire.SparkplugB.Payload;

/** Payloads to bytes and back. Immutable; any thread. */
public final class SparkplugCodec {

  /** Payload, metric, property set, property value: nothing that is read lies deeper. */
  private static final int DEPTH = 4;

  private static final Parser<Payload> PARSER = DiscardUnknownFieldsParser.wrap(Payload.parser());

  private final PayloadLimits limits;

  /** A codec that receives within these limits. */
  public SparkplugCodec(PayloadLimits limits) {
    this.limits = limits;
  }

  /**
   * The bytes of a payload.
   *
   * @param type births and NDEATH carry the types and properties of their metrics, the others must
   *     not (clause 6.4.6, {@code payloads-metric-datatype-not-req})
   */
  public static byte[] encode(MessageType type, SparkplugPayload payload) {
    boolean defining =
        type == MessageType.NBIRTH || type == MessageType.DBIRTH || type == MessageType.NDEATH;
    Payload.Builder wire = Payload.newBuilder();
    payload.timestamp().ifPresent(wire::setTimestamp);
    payload.seq().ifPresent(wire::setSeq);
    payload.metrics().forEach(m -> wire.addMetrics(WireMetric.write(m, defining)));
    return wire.build().toByteArray();
  }

  /**
   * Reads a payload. Types without a number that the specification gives, values without a type,
   * unknown fields and aliases are taken as they come; what a stranger nests in fields that are not
   * read is skipped.
   *
   * @throws MalformedPayloadException if it is no payload, or beyond the limits
   */
  public SparkplugPayload decode(byte[] bytes) throws MalformedPayloadException {
    requireWithin("bytes", bytes.length, limits.bytes());
    Payload wire = parse(bytes);
    List<Metric> metrics = new ArrayList<>(wire.getMetricsCount());
    for (Payload.Metric metric : wire.getMetricsList()) {
      metrics.add(WireMetric.read(metric, limits));
    }
    return new SparkplugPayload(
        wire.hasTimestamp() ? OptionalLong.of(wire.getTimestamp()) : OptionalLong.empty(),
        seq(wire),
        metrics);
  }

  private static OptionalInt seq(Payload wire) throws MalformedPayloadException {
    if (!wire.hasSeq()) {
      return OptionalInt.empty();
    }
    if (wire.getSeq() < 0 || wire.getSeq() > 255) {
      throw new MalformedPayloadException(
          "seq: 0 to 255 is needed, found " + Long.toUnsignedString(wire.getSeq()));
    }
    return OptionalInt.of((int) wire.getSeq());
  }

  private Payload parse(byte[] bytes) throws MalformedPayloadException {
    try {
      requireWithin("metrics", count(CodedInputStream.newInstance(bytes)), limits.metrics());
      CodedInputStream in = CodedInputStream.newInstance(bytes);
      in.setRecursionLimit(DEPTH);
      Payload payload = PARSER.parseFrom(in);
      in.checkLastTagWas(0);
      return payload;
    } catch (InvalidProtocolBufferException e) {
      throw new MalformedPayloadException("no Sparkplug B payload: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new MalformedPayloadException("no Sparkplug B payload", e);
    }
  }

  /**
   * Counted before anything is built: a metric may be two bytes on the wire and a hundred in
   * memory.
   */
  private static int count(CodedInputStream in) throws IOException {
    int metrics = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == Payload.METRICS_FIELD_NUMBER) {
        metrics++;
      }
      if (!in.skipField(tag)) {
        throw new InvalidProtocolBufferException("a group ends that never began");
      }
    }
    return metrics;
  }

  static void requireWithin(String what, int found, int most) throws MalformedPayloadException {
    if (found > most) {
      throw new MalformedPayloadException(
          what + ": at most " + most + " are taken, found " + found);
    }
  }
}
