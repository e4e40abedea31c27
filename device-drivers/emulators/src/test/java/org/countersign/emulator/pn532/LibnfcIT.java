package org.countersign.emulator.pn532;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.countersign.emulator.EmulatedDevice;
import org.countersign.emulator.Pty;
import org.countersign.testbed.CardEmulator;
import org.countersign.testbed.RealPart;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * libnfc, which was written by others and meets real chips every day, takes the emulator for one.
 */
@Timeout(90)
final class LibnfcIT {

  /** 3B 8C 80 01, twelve historical bytes 31 .. 3C, TCK. */
  private static final byte[] ATR = {
    0x3B,
    (byte) 0x8C,
    (byte) 0x80,
    0x01,
    0x31,
    0x32,
    0x33,
    0x34,
    0x35,
    0x36,
    0x37,
    0x38,
    0x39,
    0x3A,
    0x3B,
    0x3C,
    0x01
  };

  @TempDir Path folder;

  private final Pn532Emulator chip = new Pn532Emulator();
  private EmulatedDevice device;

  @BeforeEach
  void start() throws IOException {
    device = EmulatedDevice.start("pn532", Pty.open(folder.resolve("ttyPN532")), chip);
  }

  @AfterEach
  void stop() {
    device.close();
  }

  @Test
  void nfc_list_finds_the_chip_and_the_card_with_its_ats() throws Exception {
    chip.slot().insert(new SilentCard());

    Outcome list = run("nfc-list", "libnfc-bin", "-v");

    assertThat(list.output())
        .contains("1 ISO14443A passive target(s) found")
        .contains("SAK (SEL_RES): 20")
        .contains("ATS: 78  80  80  02  31  32  33  34  35  36  37  38  39  3a  3b  3c")
        .contains("Max Frame Size accepted by PICC: 256 bytes")
        .contains("0 ISO14443B passive target(s) found");
    assertThat(list.exitCode()).isZero();
  }

  @Test
  void nfc_list_finds_no_card_in_an_empty_field() throws Exception {
    assertThat(run("nfc-list", "libnfc-bin", "-v").output())
        .contains("0 ISO14443A passive target(s) found");
  }

  @Test
  void pn53x_diagnose_finds_nothing_wrong() throws Exception {
    Outcome diagnose = run("pn53x-diagnose", "libnfc-pn53x-examples");

    assertThat(diagnose.output())
        .contains("Communication line test: OK", "ROM test: OK", "RAM test: OK")
        .doesNotContain("Failed");
    assertThat(diagnose.exitCode()).isZero();
  }

  @Test
  void bytes_that_come_one_by_one_are_the_same_to_libnfc() throws Exception {
    chip.slot().insert(new SilentCard());
    for (int command = 0; command <= 0x60; command += 2) {
      chip.misbehave(command, Habit.SPLITS, Habit.SPLITS, Habit.SPLITS);
    }

    assertThat(run("nfc-list", "libnfc-bin", "-v").output())
        .contains("1 ISO14443A passive target(s) found");
  }

  @Test
  void an_unreadable_command_is_noticed_by_libnfc() throws Exception {
    chip.misbehave(0x4A, Habit.CALLS_IT_UNREADABLE);
    chip.slot().insert(new SilentCard());

    assertThat(run("nfc-list", "libnfc-bin").output())
        .contains("Application level error")
        .doesNotContain("SAK");
  }

  @Test
  void a_turned_bit_is_noticed_by_libnfc() throws Exception {
    chip.misbehave(0x02, Habit.DAMAGES_ANSWER);

    assertThat(run("pn53x-diagnose", "libnfc-pn53x-examples").output())
        .contains("Data checksum mismatch");
  }

  /** A card that has an ATR and no answers: libnfc's tools send it no APDU. */
  private static final class SilentCard implements CardEmulator {
    @Override
    public byte[] atr() {
      return ATR.clone();
    }

    @Override
    public byte[] transmit(byte[] command) {
      return new byte[0];
    }

    @Override
    public void power(Power power) {}
  }

  private record Outcome(int exitCode, String output) {}

  private Outcome run(String program, String debianPackage, String... arguments) throws Exception {
    Path path = RealPart.require(program, debianPackage);
    Path log = Files.createTempFile(folder, program, ".log");
    String[] command = new String[arguments.length + 1];
    command[0] = path.toString();
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("LIBNFC_DEVICE", "pn532_uart:" + device.port().address());
    builder.environment().put("LIBNFC_AUTO_SCAN", "false");
    Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    return new Outcome(process.waitFor(), Files.readString(log, StandardCharsets.UTF_8));
  }
}
