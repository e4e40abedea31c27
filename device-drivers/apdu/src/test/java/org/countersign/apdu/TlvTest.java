package org.countersign.apdu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ISO/IEC 7816-4, 5.2.2: BER-TLV. */
class TlvTest {

  @Provide
  Arbitrary<Integer> tags() {
    Arbitrary<Integer> one = Arbitraries.integers().between(0, 0xFF).filter(t -> (~t & 0x1F) != 0);
    Arbitrary<Integer> two =
        Arbitraries.integers().between(0, 0x7F).flatMap(last -> first(8).map(f -> f | last));
    Arbitrary<Integer> three =
        Arbitraries.integers()
            .between(0x81, 0xFF)
            .flatMap(middle -> first(16).map(f -> f | middle << 8 | 0x21));
    return Arbitraries.oneOf(one, two, three);
  }

  /** First bytes of longer tags: bits 5 to 1 set. */
  private static Arbitrary<Integer> first(int shift) {
    return Arbitraries.integers().between(0, 7).map(high -> (high << 5 | 0x1F) << shift);
  }

  @Property
  void whatIsWrittenIsReadAgain(@ForAll("tags") int tag, @ForAll @IntRange(max = 70_000) int size) {
    Tlv object = new Tlv(tag, Bytes.of(new byte[size]));
    Bytes wire = object.encode();
    assertThat(Tlv.decode(wire)).isEqualTo(object);
    assertThat(wire.size()).isEqualTo(Tlv.headerSize(tag, size) + size);
  }

  @Test
  void lengthsAreWrittenInTheShortestForm() {
    assertThat(header(0x7F)).isEqualTo("7F");
    assertThat(header(0x80)).isEqualTo("8180");
    assertThat(header(0xFF)).isEqualTo("81FF");
    assertThat(header(0x100)).isEqualTo("820100");
    assertThat(header(0xFFFF)).isEqualTo("82FFFF");
    assertThat(header(0x1_0000)).isEqualTo("83010000");
  }

  private static String header(int size) {
    return Tlv.encode(0x04, Bytes.of(new byte[size])).slice(1, Tlv.headerSize(0x04, size)).toHex();
  }

  @Test
  void longerFormsOfTheLengthAreRead() {
    assertThat(Tlv.decode(Bytes.hex("04820002AABB"))).isEqualTo(new Tlv(0x04, Bytes.hex("AABB")));
  }

  /** ICAO 9303-10, EF.COM: tag 60 with versions and the list of data groups. */
  @Test
  void childrenAreFoundByTag() {
    Bytes com = Bytes.hex("60 14 5F01 04 30313037 5F36 06 303430303030 5C 02 6175");
    Tlv object = Tlv.decode(com);
    assertThat(object.children()).extracting(Tlv::tag).containsExactly(0x5F01, 0x5F36, 0x5C);
    assertThat(object.child(0x5C)).map(Tlv::value).contains(Bytes.of(0x61, 0x75));
    assertThat(object.child(0x5D)).isEmpty();
  }

  @Test
  void objectsStandOneAfterTheOther() {
    assertThat(Tlv.decodeAll(Bytes.hex("8001AA 8100")))
        .containsExactly(new Tlv(0x80, Bytes.of(0xAA)), new Tlv(0x81, Bytes.empty()));
    assertThat(Tlv.decodeAll(Bytes.empty())).isEmpty();
  }

  @Test
  void theHeaderIsReadBeforeTheValueIsThere() {
    assertThat(Tlv.decodeHeader(Bytes.hex("7F61821234"), 0))
        .isEqualTo(new Tlv.Header(0x7F61, 0x1234, 5));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "80", // no length
        "8002AA", // value cut off
        "9F", // tag cut off
        "9F818181 00", // tag of four bytes
        "8080", // indefinite length
        "8084 00000001 AA", // length of five bytes
        "8182", // length cut off
        "8001AA 00", // a second object, cut off
        "8000 8100", // two where one is expected
      })
  void brokenObjectsAreRefused(String wire) {
    Bytes bytes = Bytes.hex(wire);
    assertThatThrownBy(() -> Tlv.decode(bytes)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0x1F, 0x7F, 0x0101, 0x7F81, 0x9F80_01, 0x7F_8180, 0x0100_0000})
  void whatWouldNotBeReadAgainIsNoTag(int tag) {
    assertThatThrownBy(() -> new Tlv(tag, Bytes.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no BER-TLV tag");
  }
}
