package org.countersign.pcsc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.countersign.apdu.Bytes;
import org.countersign.apdu.CommandApdu;
import org.countersign.apdu.ResponseApdu;
import org.junit.jupiter.api.Test;

/** ISO/IEC 7816-3:2006, 12.2: how each case of a command is carried by TPDUs. */
class T0MappingTest {

  private final List<String> sent = new ArrayList<>();
  private final Deque<String> answers = new ArrayDeque<>();
  private final T0Mapping mapping =
      new T0Mapping(tpdu -> {
        sent.add(Bytes.of(tpdu).toHex());
        return Bytes.hex(answers.remove()).toArray();
      });

  private String transmit(CommandApdu command, String... chip) throws PcscFailure {
    answers.addAll(Arrays.asList(chip));
    ResponseApdu response = mapping.transmit(command);
    assertThat(answers).as("answers that nobody asked for").isEmpty();
    return Bytes.of(response.encode()).toHex();
  }

  @Test
  void case1SendsP3Zero() throws Exception {
    assertThat(transmit(CommandApdu.of(0x00, 0x44, 0, 0), "9000")).isEqualTo("9000");
    assertThat(sent).containsExactly("0044000000");
  }

  @Test
  void case2SendsLeAsP3() throws Exception {
    assertThat(transmit(CommandApdu.of(0x00, 0xB0, 0, 0, 2), "0A0B9000")).isEqualTo("0A0B9000");
    assertThat(sent).containsExactly("00B0000002");
  }

  @Test
  void case2With256BytesSendsP3Zero() throws Exception {
    String data = "5A".repeat(256);
    assertThat(transmit(CommandApdu.of(0x00, 0xB0, 0, 0, 256), data + "9000"))
        .isEqualTo(data + "9000");
    assertThat(sent).containsExactly("00B0000000");
  }

  @Test
  void case2IsRepeatedWithTheLengthThatTheChipNames() throws Exception {
    assertThat(transmit(CommandApdu.of(0x00, 0xB0, 0, 0, 256), "6C02", "0A0B9000"))
        .isEqualTo("0A0B9000");
    assertThat(sent).containsExactly("00B0000000", "00B0000002");
  }

  @Test
  void whatIsLongerThanLeAfterTheCorrectionIsCutOff() throws Exception {
    assertThat(transmit(CommandApdu.of(0x00, 0xB0, 0, 0, 1), "6C02", "0A0B9000"))
        .isEqualTo("0A9000");
  }

  @Test
  void case2AnnouncedBy61IsFetched() throws Exception {
    assertThat(transmit(CommandApdu.of(0x00, 0xCA, 0, 0x66, 256), "6102", "0A0B9000"))
        .isEqualTo("0A0B9000");
    assertThat(sent).containsExactly("00CA006600", "00C0000002");
  }

  @Test
  void case3SendsLcAsP3() throws Exception {
    assertThat(transmit(CommandApdu.of(0x00, 0xD6, 0, 0, Bytes.hex("0A0B")), "9000"))
        .isEqualTo("9000");
    assertThat(sent).containsExactly("00D60000020A0B");
  }

  @Test
  void case3With61LeavesTheDataForTheCallerToFetch() throws Exception {
    assertThat(transmit(CommandApdu.of(0x00, 0xA4, 4, 0, Bytes.hex("A0")), "6120"))
        .isEqualTo("6120");
  }

  @Test
  void case4LeavesLeOutAndFetchesAtMostLe() throws Exception {
    CommandApdu command = new CommandApdu(0x00, 0xA4, 4, 0, Bytes.hex("A0"), 1);
    assertThat(transmit(command, "6102", "0A9000")).isEqualTo("0A9000");
    assertThat(sent).containsExactly("00A4040001A0", "00C0000001");
  }

  @Test
  void case4ThatEndsWithoutAnAnnouncementIsDone() throws Exception {
    CommandApdu command = new CommandApdu(0x00, 0x82, 0, 0, Bytes.hex("A0"), 256);
    assertThat(transmit(command, "9000")).isEqualTo("9000");
    assertThat(transmit(command, "6982")).isEqualTo("6982");
  }

  @Test
  void case4IsGatheredInSeveralGetResponses() throws Exception {
    CommandApdu command = new CommandApdu(0x00, 0xCB, 0x3F, 0xFF, Bytes.hex("5C"), 65_536);
    String first = "11".repeat(256);
    assertThat(transmit(command, "6100", first + "6103", "AABBCC9000"))
        .isEqualTo(first + "AABBCC9000");
    assertThat(sent).containsExactly("00CB3FFF015C", "00C0000000", "00C0000003");
  }

  @Test
  void getResponseIsCorrectedToo() throws Exception {
    CommandApdu command = new CommandApdu(0x00, 0xA4, 4, 0, Bytes.hex("A0"), 256);
    assertThat(transmit(command, "6104", "6C02", "0A0B9000")).isEqualTo("0A0B9000");
    assertThat(sent).containsExactly("00A4040001A0", "00C0000004", "00C0000002");
  }

  @Test
  void aChipThatAnnouncesAndGivesNothingEndsTheGathering() throws Exception {
    CommandApdu command = new CommandApdu(0x00, 0xA4, 4, 0, Bytes.hex("A0"), 256);
    assertThat(transmit(command, "6104", "6104")).isEqualTo("6104");
  }

  /** 7816-4, 5.4.1: channels 0 to 3 in bits 2 and 1, channels 4 to 19 in CLA 40 to 4F. */
  @Test
  void getResponseKeepsTheChannelButNeitherChainingNorSecureMessaging() throws Exception {
    transmit(new CommandApdu(0x84 | 0x02, 0xE2, 0, 0, Bytes.hex("A0"), 256), "6101", "0A9000");
    transmit(new CommandApdu(0x60 | 0x05, 0xE2, 0, 0, Bytes.hex("A0"), 256), "6101", "0A9000");
    assertThat(sent).contains("02C0000001", "45C0000001");
  }

  @Test
  void aLongCommandTravelsInEnvelopes() throws Exception {
    CommandApdu command = CommandApdu.of(0x00, 0xD6, 0, 0, Bytes.of(new byte[300]));
    // The APDU has 4 + 3 + 300 bytes: one segment of 255 and one of 52.
    assertThat(transmit(command, "9000", "6982")).isEqualTo("6982");
    assertThat(sent).hasSize(2);
    assertThat(sent.get(0)).startsWith("00C20000FF" + "00D60000" + "00012C");
    assertThat(sent.get(1)).startsWith("00C2000034").hasSize(2 * (5 + 52));
  }

  @Test
  void aChipWithoutEnvelopeSaysSoOnce() throws Exception {
    CommandApdu command = CommandApdu.of(0x00, 0xD6, 0, 0, Bytes.of(new byte[300]));
    assertThat(transmit(command, "6D00")).isEqualTo("6D00");
  }
}
