package org.countersign.personalization.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.countersign.apdu.Bytes;
import org.countersign.apdu.CommandApdu;
import org.countersign.apdu.ResponseApdu;
import org.countersign.apdu.Tlv;
import org.countersign.personalization.access.ElementaryFileReader.FileName;
import org.countersign.personalization.access.ElementaryFileReader.Length;
import org.countersign.personalization.access.FileChip.Manner;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ElementaryFileReaderTest {

  private static final FileName FILE = new FileName.Identifier(FileChip.FID);
  private static final Length TLV = new Length.FromTlv();

  /** One DO'61' of exactly the given size. */
  private static Bytes file(int size) {
    int value = size - 2;
    while (Tlv.headerSize(0x61, value) + value > size) {
      value--;
    }
    byte[] content = new byte[value];
    new Random(size).nextBytes(content);
    return Tlv.encode(0x61, Bytes.of(content));
  }

  static Stream<Arguments> everything() {
    return Stream.of(Manner.values())
        .flatMap(manner ->
            Stream.of(2, 5, 24, 95, 223, 224, 231, 256, 257, 479, 512, 15_000, 40_000, 70_000)
                .flatMap(size ->
                    Stream.of(1, 7, 127, 223, 231, 256, 2_000, 65_536)
                        .filter(block -> size / block < 3_000)
                        .map(block -> Arguments.of(manner, size, block))));
  }

  @ParameterizedTest
  @MethodSource("everything")
  void any_file_is_read_whole_from_any_chip(Manner manner, int size, int block) throws Exception {
    Bytes content = file(size);
    for (int most : new int[] {200, 256, 65_536}) {
      for (Length length : List.of(TLV, new Length.FromFcp(), new Length.Fixed(content.size()))) {
        FileChip chip = new FileChip(content, manner, most);
        assertThat(new ElementaryFileReader(chip, block).read(FILE, length))
            .as("%s, at most %d", length, most)
            .isEqualTo(content);
        assertThat(chip.sent()).allMatch(c -> c.le() <= Math.max(block, 256));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"24, 1", "223, 1", "2000, 1", "2001, 2", "15000, 8"})
  void nothing_is_asked_twice(int size, int reads) throws Exception {
    FileChip chip = new FileChip(file(size), Manner.WARNING, 65_536);
    new ElementaryFileReader(chip, 2_000).read(FILE, TLV);
    assertThat(chip.sent()).as("SELECT and READ BINARY").hasSize(1 + reads);
  }

  @Test
  void a_strict_chip_is_found_out_once() throws Exception {
    FileChip chip = new FileChip(file(100), Manner.STRICT, 65_536);
    ElementaryFileReader reader = new ElementaryFileReader(chip, 223);
    reader.read(FILE, TLV);
    assertThat(chip.sent()).as("SELECT, refused, header, rest").hasSize(4);
    reader.read(FILE, TLV);
    assertThat(chip.sent()).as("SELECT, header, rest").hasSize(4 + 3);
  }

  @Test
  void a_file_is_named_by_its_short_identifier_in_the_first_read_only() throws Exception {
    FileChip chip = new FileChip(file(400), Manner.GENEROUS, 256);
    new ElementaryFileReader(chip, 256).read(new FileName.ShortIdentifier(0x1E), TLV);
    assertThat(chip.sent().stream().map(CommandApdu::toString))
        .containsExactly("00 B0 9E 00 Le=256", "00 B0 01 00 Le=144");
  }

  @Test
  void behind_32767_the_offset_stands_in_a_data_object() throws Exception {
    FileChip chip = new FileChip(file(70_000), Manner.GENEROUS, 65_536);
    new ElementaryFileReader(chip, 20_000).read(FILE, new Length.Fixed(70_000));
    assertThat(chip.sent().stream().map(c -> Bytes.of(c.encode()).toHex()))
        .containsExactly(
            "00A4020C020101",
            "00B00000004E20", // 20,000 bytes
            "00B04E200031E0", // 12,768 bytes to offset 32,768
            "00B10000000004" + "54028000" + "4E20", // 19,996 bytes and the header of DO'53'
            "00B10000000004" + "5402CE1C" + "4358"); // the last 17,236
  }

  @Test
  void a_truncated_file_is_noticed() {
    Bytes content = file(500).slice(0, 499);
    for (Manner manner : List.of(Manner.GENEROUS, Manner.WARNING)) {
      FileChip chip = new FileChip(content, manner, 65_536);
      assertThat(
              catchThrowableOfType(
                  FileReadException.class,
                  () -> new ElementaryFileReader(chip, 200).read(FILE, TLV)))
          .as("%s", manner)
          .hasMessageContaining("EF 0101");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1F,               cut off at 1",
    "6183,             cut off at 2",
    "FFFFFFFFFFFFFFFF, TLV tag of more than 3 bytes",
    "6184000000010000, TLV length of 4 bytes",
  })
  void what_is_no_TLV_object_is_refused(String content, String why) {
    FileChip chip = new FileChip(Bytes.hex(content), Manner.WARNING, 256);
    assertThat(
            catchThrowableOfType(
                FileReadException.class, () -> new ElementaryFileReader(chip, 200).read(FILE, TLV)))
        .hasMessageContaining("does not begin with a TLV object")
        .hasMessageContaining(why);
  }

  @Test
  void a_missing_file_is_named() {
    FileChip chip = new FileChip(file(20), Manner.GENEROUS, 256);
    FileReadException e =
        catchThrowableOfType(
            FileReadException.class,
            () -> new ElementaryFileReader(chip, 200).read(new FileName.Identifier(0x011D), TLV));
    assertThat(e)
        .hasMessage("EF 011D: SELECT: the chip answers 6A82 (file or application not found)");
    assertThat(e.statusWord().orElseThrow().value()).isEqualTo(0x6A82);
  }

  @ParameterizedTest
  @CsvSource({"6982", "6281", "6986", "6B00", "6700", "6C00"})
  void a_refused_read_ends_after_few_tries(String sw) {
    int[] calls = new int[1];
    ElementaryFileReader reader =
        new ElementaryFileReader(
            c -> {
              calls[0]++;
              return c.ins() == 0xA4
                  ? ResponseApdu.of(0x9000)
                  : ResponseApdu.decode(Bytes.hex(sw).toArray());
            },
            65_536);
    FileReadException e =
        catchThrowableOfType(FileReadException.class, () -> reader.read(FILE, TLV));
    assertThat(e.statusWord().orElseThrow().value()).isEqualTo(Integer.parseInt(sw, 16));
    assertThat(calls[0]).isLessThan(8);
  }

  @Test
  void an_empty_file_of_known_length_is_empty() throws Exception {
    FileChip chip = new FileChip(Bytes.empty(), Manner.GENEROUS, 256);
    assertThat(new ElementaryFileReader(chip, 200).read(FILE, new Length.Fixed(0)).isEmpty())
        .isTrue();
  }

  @ParameterizedTest
  @EnumSource(Manner.class)
  void the_selected_file_is_read_without_SELECT(Manner manner) throws Exception {
    FileChip chip = new FileChip(file(300), manner, 65_536);
    assertThat(new ElementaryFileReader(chip, 150).read(new FileName.Selected(), TLV))
        .isEqualTo(file(300));
    assertThat(chip.sent()).noneMatch(c -> c.ins() == 0xA4);
  }

  @Test
  void impossible_wishes_are_refused() {
    FileChip chip = new FileChip(file(20), Manner.GENEROUS, 256);
    for (int block : Arrays.asList(0, -1, 65_537)) {
      assertThatIllegalArgumentException().isThrownBy(() -> new ElementaryFileReader(chip, block));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> new FileName.ShortIdentifier(31));
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new ElementaryFileReader(chip, 9)
                .read(new FileName.ShortIdentifier(1), new Length.FromFcp()));
  }
}
