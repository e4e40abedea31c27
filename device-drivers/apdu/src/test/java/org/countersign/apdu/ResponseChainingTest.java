package org.countersign.apdu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.junit.jupiter.api.Test;

/** ISO/IEC 7816-4, 5.3.4: 61xx and GET RESPONSE; 5.6: 6Cxx. */
class ResponseChainingTest {

  private final List<String> sent = new ArrayList<>();
  private final Deque<String> answers = new ArrayDeque<>();
  private final Chip chip =
      new ResponseChaining(command -> {
        sent.add(Bytes.of(command.encode()).toHex());
        return ResponseApdu.decode(Bytes.hex(answers.remove()).toArray());
      });

  private String transmit(CommandApdu command, String... chipAnswers) throws DeviceException {
    answers.addAll(List.of(chipAnswers));
    return Bytes.of(chip.transmit(command).encode()).toHex();
  }

  private static final CommandApdu GET_DATA = CommandApdu.of(0x00, 0xCB, 0x3F, 0xFF, 256);

  @Test
  void aWholeResponseIsPassedOn() throws DeviceException {
    assertThat(transmit(GET_DATA, "AA9000")).isEqualTo("AA9000");
    assertThat(sent).hasSize(1);
  }

  @Test
  void whatIsAnnouncedIsFetchedAndJoined() throws DeviceException {
    assertThat(transmit(GET_DATA, "AA6102", "BBCC6101", "DD9000")).isEqualTo("AABBCCDD9000");
    assertThat(sent.subList(1, 3)).containsExactly("00C0000002", "00C0000001");
  }

  @Test
  void announcedWithoutALengthMeans256() throws DeviceException {
    transmit(GET_DATA, "6100", "AA9000");
    assertThat(sent.get(1)).isEqualTo("00C0000000");
  }

  @Test
  void aWrongLeIsCorrectedAlsoInGetResponse() throws DeviceException {
    assertThat(transmit(GET_DATA, "6C01", "AA6105", "6C02", "BBCC9000")).isEqualTo("AABBCC9000");
    assertThat(sent).containsExactly("00CB3FFF00", "00CB3FFF01", "00C0000005", "00C0000002");
  }

  @Test
  void getResponseStaysOnTheChannelOfTheCommand() throws DeviceException {
    transmit(CommandApdu.of(0x45, 0xCB, 0, 0, 256), "6101", "AA9000");
    assertThat(sent.get(1)).startsWith("45C0");
  }

  @Test
  void anErrorInTheMiddleIsTheResult() throws DeviceException {
    assertThat(transmit(GET_DATA, "AA6102", "6F00")).isEqualTo("AA6F00");
  }

  @Test
  void aChipThatAnnouncesForEverIsStopped() {
    assertThatThrownBy(() -> transmit(GET_DATA, "6102", "6102"))
        .isInstanceOfSatisfying(
            DeviceException.class, e -> assertThat(e.effect()).isEqualTo(Effect.UNKNOWN));
  }

  @Test
  void noMoreThan65536BytesAreGathered() {
    String block = "11".repeat(255) + "61FF";
    String[] endless = new String[300];
    java.util.Arrays.fill(endless, block);
    assertThatThrownBy(() -> transmit(GET_DATA, endless))
        .isInstanceOf(DeviceException.class)
        .hasMessageContaining("without end");
  }
}
