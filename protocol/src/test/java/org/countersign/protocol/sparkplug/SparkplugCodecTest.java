package org.countersign.protocol.sparkplug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The codec on bytes that were put together by hand after clause 6.4, and on bytes that a stranger
 * would send.
 */
class SparkplugCodecTest {

  private final SparkplugCodec codec = new SparkplugCodec(PayloadLimits.COMMAND);

  private static final String BIRTH =
      "08 e8 07" // timestamp 1000
          + "12 0b" // metric, 11 bytes
          + "0a 01 61" // name "a"
          + "18 e7 07" // timestamp 999
          + "20 04" // datatype 4, Int64
          + "58 80 02" // long_value 256
          + "12 10" // metric, 16 bytes
          + "0a 01 62" // name "b"
          + "18 e7 07" // timestamp 999
          + "20 03" // datatype 3, Int32
          + "28 01" // is_historical
          + "50 ff ff ff ff 0f" // int_value, -1 in 32 bits
          + "18 00"; // seq 0

  @Test
  void readsWhatIsOnTheWire() throws Exception {
    SparkplugPayload payload = codec.decode(hex(BIRTH));
    assertThat(payload.timestamp()).hasValue(1000);
    assertThat(payload.seq()).hasValue(0);
    assertThat(payload.metric("a").orElseThrow().value()).isEqualTo(MetricValue.of(256L));
    assertThat(payload.metric("a").orElseThrow().timestamp()).hasValue(999);
    assertThat(payload.metric("b").orElseThrow().value()).isEqualTo(MetricValue.of(-1L));
    assertThat(payload.metric("b").orElseThrow().historical()).isTrue();
  }

  @Test
  void writesTheFieldsOfTheSpecification() {
    SparkplugPayload payload =
        new SparkplugPayload(
            OptionalLong.of(1000),
            OptionalInt.of(7),
            List.of(Metric.of("a", MetricType.INT32, MetricValue.of(-1L), 999)));
    assertThat(SparkplugCodec.encode(MessageType.DBIRTH, payload))
        .isEqualTo(
            hex(
                "08 e8 07" // timestamp
                    + "12 0e" // metric, 14 bytes
                    + "0a 01 61" // name
                    + "18 e7 07" // timestamp
                    + "20 03" // datatype Int32
                    + "50 ff ff ff ff 0f" // int_value, two's complement in 32 bits
                    + "18 07")); // seq
    assertThat(SparkplugCodec.encode(MessageType.DDATA, payload))
        .isEqualTo(hex("08e807 120c 0a0161 18e707 50ffffffff0f 1807"));
  }

  @Test
  void everyTypeOfNumberComesBackAsItWas() throws Exception {
    long[] values = {
      0,
      1,
      127,
      -128,
      255,
      32_767,
      -32_768,
      65_535,
      Integer.MIN_VALUE,
      0xFFFF_FFFFL,
      Long.MIN_VALUE,
      -1
    };
    for (MetricType type : MetricType.values()) {
      for (long value : values) {
        if (type.admits(MetricValue.of(value))) {
          assertThat(roundTrip(type, MetricValue.of(value))).isEqualTo(MetricValue.of(value));
        }
      }
    }
    assertThat(roundTrip(MetricType.FLOAT, MetricValue.of(0.5))).isEqualTo(MetricValue.of(0.5));
    assertThat(roundTrip(MetricType.DOUBLE, MetricValue.of(0.1))).isEqualTo(MetricValue.of(0.1));
    assertThat(roundTrip(MetricType.TEXT, MetricValue.of("王"))).isEqualTo(MetricValue.of("王"));
    assertThat(roundTrip(MetricType.BOOLEAN, MetricValue.none())).isEqualTo(MetricValue.none());
  }

  @Test
  void aValueThatDoesNotFitItsTypeIsNotSent() {
    assertThatThrownBy(() -> Metric.of("m", MetricType.UINT8, MetricValue.of(256L), 0))
        .hasMessageContaining("UINT8");
    assertThatThrownBy(() -> Metric.of("m", MetricType.STRING, MetricValue.of(1L), 0))
        .hasMessageContaining("STRING");
    assertThatThrownBy(() -> Metric.of("m", MetricType.DATA_SET, MetricValue.none(), 0))
        .hasMessageContaining("DATA_SET");
  }

  @Test
  void theUnitTravelsInBirthsAlone() throws Exception {
    SparkplugPayload payload =
        new SparkplugPayload(
            OptionalLong.of(1),
            OptionalInt.of(0),
            List.of(Metric.of("m", MetricType.DOUBLE, MetricValue.of(1.5), 1).withUnit("s")));
    assertThat(
            codec
                .decode(SparkplugCodec.encode(MessageType.NBIRTH, payload))
                .metrics()
                .get(0)
                .properties())
        .containsEntry("engUnit", MetricValue.of("s"));
    assertThat(
            codec
                .decode(SparkplugCodec.encode(MessageType.NDATA, payload))
                .metrics()
                .get(0)
                .properties())
        .isEmpty();
  }

  @Test
  void templatesAndDataSetsAreCarriedAsTheirSizeAndNeverParsed() throws Exception {
    // template_value (field 18) with 3 bytes that are no protobuf at all
    SparkplugPayload payload = codec.decode(hex("12 0b 0a 01 74 20 13 92 01 03 ff ff ff"));
    assertThat(payload.metrics().get(0).value()).isEqualTo(new MetricValue.Opaque(3));
  }

  @Test
  void unknownFieldsArePassedOver() throws Exception {
    assertThat(codec.decode(hex("a2 06 02 61 62 18 05")).seq()).hasValue(5); // field 100
  }

  @Test
  void whatIsTooLargeIsRefusedBeforeItIsBuilt() {
    assertThatThrownBy(() -> codec.decode(new byte[16 * 1024 + 1]))
        .hasMessageContaining("bytes: at most");
    byte[] many = new byte[65 * 4];
    for (int i = 0; i < many.length; i += 4) {
      many[i] = 0x12; // metric
      many[i + 1] = 2;
      many[i + 2] = 0x38; // is_null
      many[i + 3] = 1;
    }
    assertThatThrownBy(() -> codec.decode(many)).hasMessageContaining("metrics: at most 64");
    assertThatThrownBy(
            () -> codec.decode(named("n".repeat(257).getBytes(StandardCharsets.US_ASCII))))
        .hasMessageContaining("metric name characters: at most 256");
  }

  @Test
  void malformedPayloadsAreRefusedAndNotShown() {
    for (String bad :
        List.of(
            "12", // ends in a tag
            "12 7f 0a", // ends in a metric
            "08", // ends in a number
            "18 80 02", // seq = 256
            "18 ff ff ff ff ff ff ff ff ff 01", // seq = 2^64 - 1
            "0c", // a group ends
            "12 03 0a 01 61", // a metric without a value
            "12 05 4a 03 0a 01 6b", // a property key without its value
            "ff ff ff ff ff ff ff ff ff ff ff")) {
      assertThatThrownBy(() -> codec.decode(hex(bad)))
          .as(bad)
          .isInstanceOf(MalformedPayloadException.class);
    }
    assertThatThrownBy(() -> codec.decode(named(new byte[] {(byte) 0xC3, 0x28})))
        .hasMessage("metric name: no UTF-8");
  }

  @Test
  void nothingThatASeedCanMakeBreaksTheDecoder() throws Exception {
    Random random = new Random(20261123);
    byte[] valid = hex(BIRTH);
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = Arrays.copyOf(valid, 1 + random.nextInt(valid.length + 4));
      for (int k = random.nextInt(4); k >= 0; k--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      assertThatCode(() -> decodeOrRefuse(bytes)).doesNotThrowAnyException();
    }
  }

  private void decodeOrRefuse(byte[] bytes) {
    try {
      codec.decode(bytes);
    } catch (MalformedPayloadException refused) {
      assertThat(refused.reason()).isNotEmpty();
    }
  }

  private MetricValue roundTrip(MetricType type, MetricValue value) throws Exception {
    SparkplugPayload payload =
        new SparkplugPayload(
            OptionalLong.of(1), OptionalInt.of(0), List.of(Metric.of("m", type, value, 1)));
    MetricValue inBirth =
        codec.decode(SparkplugCodec.encode(MessageType.NBIRTH, payload)).metrics().get(0).value();
    MetricValue inData =
        codec.decode(SparkplugCodec.encode(MessageType.NDATA, payload)).metrics().get(0).value();
    if (inData instanceof MetricValue.Whole whole) {
      assertThat(whole.as(type)).isEqualTo(((MetricValue.Whole) inBirth).value());
    } else {
      assertThat(inData).isEqualTo(inBirth);
    }
    return inBirth;
  }

  private static byte[] named(byte[] name) {
    ByteArrayOutputStream metric = new ByteArrayOutputStream();
    metric.write(0x0a);
    metric.writeBytes(varint(name.length));
    metric.writeBytes(name);
    metric.writeBytes(hex("38 01")); // is_null
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    payload.write(0x12);
    payload.writeBytes(varint(metric.size()));
    payload.writeBytes(metric.toByteArray());
    return payload.toByteArray();
  }

  private static byte[] varint(int n) {
    return n < 128 ? new byte[] {(byte) n} : new byte[] {(byte) (n | 0x80), (byte) (n >> 7)};
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits.replace(" ", ""));
  }
}
