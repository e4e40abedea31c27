package org.countersign.emulator.ccid;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.countersign.emulator.EmulatedDevice;
import org.countersign.emulator.Pty;
import org.countersign.testbed.PrivatePcscd;
import org.countersign.testbed.RealPart;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The emulated GemPC Twin under a host that somebody else wrote: Debian's libccidtwin in a pcscd,
 * with OpenSC above it. libccidtwin logs a wrong check byte and takes the data all the same, so its
 * log is part of the proof.
 */
@Timeout(120)
final class TwinUnderPcscdIT {

  private static final String READER = "Twin emu 00 00";
  private static final Pattern COMPLAINT =
      Pattern.compile("Wrong LRC|Got 0x|NAK|Timeout|Wrong value|Can't (send|receive)");

  @TempDir Path folder;

  private Pty pty;
  private EmulatedCcidReader reader;
  private EmulatedDevice device;
  private PrivatePcscd pcscd;

  @BeforeEach
  void plugIn() throws Exception {
    RealPart.requirePcscd();
    Path driver =
        RealPart.requireFile("libccid", Path.of("/usr/lib/pcsc/drivers/serial/libccidtwin.so"));
    pty = Pty.open(folder.resolve("by-id"));
    reader = new EmulatedCcidReader(ReaderModel.gemPcTwin());
    device = EmulatedDevice.start("twin", pty, reader);
    pcscd =
        PrivatePcscd.startWith(
            Files.createDirectories(folder.resolve("p")),
            """
            FRIENDLYNAME "Twin emu"
            DEVICENAME   %s:GemPCTwin
            LIBPATH      %s
            """
                .formatted(pty.terminal(), driver));
  }

  @AfterEach
  void unplug() {
    if (pcscd != null) {
      pcscd.close();
    }
    if (device != null) {
      device.close();
    }
  }

  @Test
  void opensc_exchanges_apdus_with_a_t1_card_and_libccid_has_nothing_to_complain_of()
      throws Exception {
    exchangesGoThrough(new AnsweringCard(AnsweringCard.T1));
    assertThat(complaints()).isEmpty();
  }

  @Test
  void a_card_that_is_faster_after_a_pps_is_served_too() throws Exception {
    exchangesGoThrough(new AnsweringCard(AnsweringCard.T1_FAST));
    assertThat(complaints()).isEmpty();
  }

  @Test
  void opensc_exchanges_apdus_with_a_t0_card() throws Exception {
    AnsweringCard card = new AnsweringCard(AnsweringCard.T0);
    insert(card);

    assertThat(opensc("80 10 00 00 04 21 22 23 24")).contains("SW1=0x90, SW2=0x00");
    assertThat(card.commands()).isEqualTo(1);
    assertThat(complaints()).isEmpty();
  }

  @Test
  void libccid_asks_for_a_block_again_that_came_damaged_from_the_card() throws Exception {
    AnsweringCard card = new AnsweringCard(AnsweringCard.T1);
    insert(card);
    opensc("80 10 00 10 01 05 00");
    reader.habits().next(Habit.CARD_GARBLED, Habits.XFR_BLOCK, 1, 1);
    int before = card.commands();

    for (int i = 0; i < 3; i++) {
      assertThat(opensc("80 10 00 10 01 41 00")).contains("41 42 43 44 45 46 47 48");
    }

    assertThat(reader.habits().left()).as("habits that did not strike").isZero();
    assertThat(card.commands() - before).as("runs of three commands").isEqualTo(3);
  }

  @Test
  void libccid_sees_a_wrong_check_byte() throws Exception {
    insert(new AnsweringCard(AnsweringCard.T1));
    reader.habits().next(Habit.WRONG_CHECK, Habits.XFR_BLOCK);
    assertThat(opensc("80 10 00 10 01 05 00")).contains("05 06 07");

    assertThat(complaints()).anyMatch(line -> line.contains("Wrong LRC"));
  }

  @Test
  void libccid_bears_requests_for_time_and_slot_changes_before_an_answer() throws Exception {
    AnsweringCard card = new AnsweringCard(AnsweringCard.T1);
    insert(card);
    reader.habits().next(Habit.FALSE_SLOT_CHANGE, Habits.XFR_BLOCK);
    reader.habits().next(Habit.CARD_MORE_TIME, Habits.XFR_BLOCK);

    assertThat(opensc("80 10 00 08 01 61 00")).contains("61 62 63 64 65 66 67 68");
    assertThat(reader.habits().left()).isZero();
  }

  @Test
  void the_slot_is_seen_to_fill_and_to_empty() throws Exception {
    awaitSeen("No");
    insert(new AnsweringCard(AnsweringCard.T1));
    assertThat(opensc("80 10 00 08 01 61 00")).contains("61 62 63");
    reader.remove();
    awaitSeen("No");
  }

  private void exchangesGoThrough(AnsweringCard card) throws Exception {
    insert(card);
    for (int length : new int[] {1, 16, 128, 254, 255}) {
      String output = opensc("80 10 00 %02X 02 00 01 00".formatted(length));
      assertThat(output).contains("SW1=0x90, SW2=0x00").contains(firstBytes(length));
    }
    assertThat(opensc("80 10 00 01 FF" + " 33".repeat(255) + " 00")).contains("33");
    assertThat(card.commands()).isEqualTo(6);
  }

  private static String firstBytes(int length) {
    StringBuilder bytes = new StringBuilder("00");
    for (int i = 1; i < Math.min(length, 16); i++) {
      bytes.append(" %02X".formatted(i));
    }
    return bytes.toString();
  }

  private void insert(AnsweringCard card) throws Exception {
    reader.insert(card);
    awaitSeen("Yes");
  }

  /**
   * Until OpenSC's list of readers has this word for "card" beside ours; pcscd looks each 0.4 s.
   */
  private void awaitSeen(String word) throws Exception {
    Pattern wanted = Pattern.compile(word + " .*" + READER);
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    String list;
    do {
      list = pcscd.runClient(List.of("opensc-tool", "-l")).output();
    } while (!wanted.matcher(list).find() && System.nanoTime() - deadline < 0);
    assertThat(list).containsPattern(wanted);
  }

  private String opensc(String apdu) throws Exception {
    return pcscd
        .runClient(
            List.of("opensc-tool", "-r", READER, "-c", "default", "-s", apdu.replace(" ", "")))
        .output();
  }

  /** What libccidtwin found wrong until now; ends pcscd, which writes its log late. */
  private List<String> complaints() throws Exception {
    pcscd.close();
    return Files.readAllLines(folder.resolve("p").resolve("pcscd.log")).stream()
        .filter(line -> COMPLAINT.matcher(line).find())
        .toList();
  }
}
