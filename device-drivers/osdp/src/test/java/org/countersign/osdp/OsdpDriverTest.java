package org.countersign.osdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.countersign.osdp.CountingCard.answer;
import static org.countersign.osdp.CountingCard.command;
import static org.countersign.osdp.Rig.LIMIT;
import static org.countersign.osdp.Rig.chip;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.countersign.driver.ChipConnection.Protocol;
import org.countersign.driver.ChipContact;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.driver.link.Links;
import org.countersign.emulator.osdp.EmulatedOsdpReader;
import org.countersign.emulator.osdp.OsdpHabit;
import org.countersign.emulator.osdp.OsdpModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The driver against the emulator. */
@Timeout(60)
final class OsdpDriverTest {

  private static final int POLL = 0x60;
  private static final int XWR = 0xA1;

  @TempDir Path folder;
  private final CountingCard card = new CountingCard();

  private static DeviceException failure(ThrowingCallable call) {
    DeviceException failure = catchThrowableOfType(DeviceException.class, call);
    assertThat(failure).as("the call failed").isNotNull();
    return failure;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void a_reader_tells_who_it_is_and_passes_commands_to_a_card(boolean pty) throws Exception {
    try (Rig rig = pty ? Rig.overPty(folder) : Rig.overTcp(folder);
        Device device = rig.open()) {
      assertThat(device.info().model()).isEqualTo("OSDP 5C2602 model 1 version 2");
      assertThat(device.info().serial()).isEqualTo("17");
      assertThat(device.info().firmware()).isEqualTo("1.2.3");
      assertThat(chip(device).awaitChip(true, Duration.ZERO)).isFalse();
      rig.reader.insert(card);
      assertThat(chip(device).awaitChip(true, LIMIT)).isTrue();
      var connection = chip(device).powerOn(LIMIT);
      assertThat(connection.answerToReset()).isEqualTo(card.atr());
      assertThat(connection.protocol()).isEqualTo(Protocol.TCL);
      for (int i = 0; i < 20; i++) {
        assertThat(chip(device).transceive(command(i, 40 * i), LIMIT)).isEqualTo(answer(i, 40 * i));
      }
      chip(device).powerOff(LIMIT);
      assertThat(card.isPowered()).isFalse();
      assertThat(rig.reader.sessions()).isEqualTo(1);
    }
  }

  @Test
  void a_card_is_reset_by_every_power_on() throws Exception {
    try (Rig rig = Rig.overTcp(folder);
        Device device = rig.open()) {
      rig.reader.insert(card);
      chip(device).powerOn(LIMIT);
      chip(device).transceive(command(1, 0), LIMIT);
      int before = card.powerUps();
      chip(device).powerOn(LIMIT);
      chip(device).transceive(command(2, 0), LIMIT);
      assertThat(card.powerUps()).isGreaterThan(before);
    }
  }

  @Test
  void a_reader_may_answer_by_poll() throws Exception {
    try (Rig rig = Rig.overTcp(folder, Rig.reader(OsdpModel.ENCODER.answeringByPoll()));
        Device device = rig.open()) {
      rig.reader.insert(card);
      chip(device).powerOn(LIMIT);
      assertThat(chip(device).transceive(command(1, 300), LIMIT)).isEqualTo(answer(1, 300));
      rig.habit(OsdpHabit.NO_REPLY, POLL, 2);
      assertThat(chip(device).transceive(command(2, 300), LIMIT)).isEqualTo(answer(2, 300));
      rig.habit(OsdpHabit.RESTARTS_AFTER, POLL, 1);
      DeviceException lost = failure(() -> chip(device).transceive(command(3, 3), LIMIT));
      assertThat(lost.effect()).isEqualTo(Effect.UNKNOWN);
      assertThat(card.runs(3)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = OsdpHabit.class,
      names = {
        "DEAF",
        "NO_REPLY",
        "BUSY",
        "CALLS_IT_DAMAGED",
        "OTHER_ADDRESS_FIRST",
        "OLD_REPLY_FIRST",
        "NOISE"
      })
  void what_can_be_asked_again_is_and_the_card_runs_it_once(OsdpHabit habit) throws Exception {
    try (Rig rig = Rig.overTcp(folder);
        Device device = rig.open()) {
      rig.reader.insert(card);
      chip(device).powerOn(LIMIT);
      for (int i = 0; i < 6; i++) {
        rig.habit(habit, XWR, 1 + i % 3);
        assertThat(chip(device).transceive(command(i, 100), LIMIT)).isEqualTo(answer(i, 100));
      }
      assertThat(rig.reader.sessions()).as("no session was lost").isEqualTo(1);
    }
  }

  @Test
  void a_card_that_ran_a_command_before_its_reader_restarted_is_in_doubt() throws Exception {
    try (Rig rig = Rig.overTcp(folder);
        Device device = rig.open()) {
      rig.reader.insert(card);
      chip(device).powerOn(LIMIT);
      rig.habit(OsdpHabit.RESTARTS_AFTER, XWR, 1);
      DeviceException lost = failure(() -> chip(device).transceive(command(1, 0), LIMIT));
      assertThat(lost.effect()).isEqualTo(Effect.UNKNOWN);
      assertThat(card.runs(1)).isEqualTo(1);
      DeviceException next = failure(() -> chip(device).transceive(command(2, 0), LIMIT));
      assertThat(next.effect()).isEqualTo(Effect.NONE);
      assertThat(next).hasMessageContaining("power it on again");
      assertThat(card.runs(2)).isZero();
      chip(device).powerOn(LIMIT);
      assertThat(chip(device).transceive(command(3, 0), LIMIT)).isEqualTo(answer(3, 0));
    }
  }

  @Test
  void a_reply_with_a_wrong_mac_leaves_the_card_in_doubt() throws Exception {
    try (Rig rig = Rig.overTcp(folder);
        Device device = rig.open()) {
      rig.reader.insert(card);
      chip(device).powerOn(LIMIT);
      rig.habit(OsdpHabit.WRONG_MAC, XWR, 1);
      DeviceException lost = failure(() -> chip(device).transceive(command(1, 0), LIMIT));
      assertThat(lost.effect()).isEqualTo(Effect.UNKNOWN);
      assertThat(card.runs(1)).isEqualTo(1);
    }
  }

  @Test
  void a_session_lost_before_a_command_shows_that_the_card_did_not_see_it() throws Exception {
    try (Rig rig = Rig.overTcp(folder);
        Device device = rig.open()) {
      rig.reader.insert(card);
      chip(device).powerOn(LIMIT);
      rig.habit(OsdpHabit.FORGETS_SESSION, XWR, 1);
      DeviceException lost = failure(() -> chip(device).transceive(command(1, 0), LIMIT));
      assertThat(lost.effect()).isEqualTo(Effect.NONE);
      assertThat(card.runs(1)).isZero();
    }
  }

  @Test
  void a_question_goes_on_in_a_new_session() throws Exception {
    try (Rig rig = Rig.overTcp(folder);
        Device device = rig.open()) {
      rig.reader.insert(card);
      rig.habit(OsdpHabit.FORGETS_SESSION, XWR, 2);
      assertThat(chip(device).awaitChip(true, LIMIT)).isTrue();
      assertThat(rig.reader.sessions()).isGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void a_handshake_that_fails_once_is_tried_again() throws Exception {
    try (Rig rig = Rig.overTcp(folder)) {
      rig.habit(OsdpHabit.FORGETS_SESSION, Code.SCRYPT, 2);
      try (Device device = rig.open()) {
        assertThat(device.info().serial()).isEqualTo("17");
      }
    }
  }

  @Test
  void a_command_that_the_reader_refuses_leaves_it_in_service() throws Exception {
    try (Rig rig = Rig.overTcp(folder);
        Device device = rig.open()) {
      rig.reader.insert(card);
      chip(device).powerOn(LIMIT);
      rig.habit(OsdpHabit.REFUSES, XWR, 1);
      DeviceException refused = failure(() -> chip(device).transceive(command(1, 0), LIMIT));
      assertThat(refused.effect()).isEqualTo(Effect.NONE);
      assertThat(refused.vendorCode()).isEqualTo("NAK 09");
      assertThat(chip(device).transceive(command(2, 0), LIMIT)).isEqualTo(answer(2, 0));
      assertThat(rig.reader.sessions()).isEqualTo(1);
    }
  }

  @Test
  void a_reader_without_transparent_mode_is_a_matter_of_configuration() throws Exception {
    try (Rig rig = Rig.overTcp(folder, Rig.reader(OsdpModel.ENCODER.withoutTransparentMode()))) {
      DeviceException refused = failure(rig::open);
      assertThat(refused.fault()).isEqualTo(Fault.CONFIGURATION);
      assertThat(refused).hasMessageContaining("smart-card = false");
      rig.config.put("smart-card", "false");
      try (Device device = rig.open()) {
        assertThat(device.capability(ChipContact.class)).isEmpty();
      }
    }
  }

  @Test
  void a_new_reader_gets_its_key_only_when_installation_is_allowed() throws Exception {
    EmulatedOsdpReader fresh = new EmulatedOsdpReader(OsdpModel.ENCODER, 0, null);
    try (Rig rig = Rig.overTcp(folder, fresh)) {
      DeviceException refused = failure(rig::open);
      assertThat(refused.fault()).isEqualTo(Fault.CONFIGURATION);
      assertThat(refused).hasMessageContaining("install = true");
      assertThat(fresh.key()).isNull();

      rig.config.put("install", "true");
      rig.open().close();
      assertThat(fresh.key()).isEqualTo(Rig.KEY);
      assertThat(fresh.sessions()).as("one with SCBK-D, one with the key").isEqualTo(2);

      rig.config.put("install", "false");
      rig.open().close();
    }
  }

  @Test
  void a_reader_with_the_previous_key_gets_the_new_one() throws Exception {
    byte[] old = HexFormat.of().parseHex("00112233445566778899AABBCCDDEEFF");
    EmulatedOsdpReader reader = new EmulatedOsdpReader(OsdpModel.ENCODER, 0, old);
    try (Rig rig = Rig.overTcp(folder, reader)) {
      assertThat(failure(rig::open).fault()).isEqualTo(Fault.CONFIGURATION);
      rig.key("previous-key-file", old);
      rig.open().close();
      assertThat(reader.key()).isEqualTo(Rig.KEY);
    }
  }

  /** Its answer may be one to a challenge that was given up. */
  @Test
  void the_key_is_not_blamed_if_the_reader_was_silent_before() throws Exception {
    EmulatedOsdpReader other = new EmulatedOsdpReader(OsdpModel.ENCODER, 0, new byte[16]);
    try (Rig rig = Rig.overTcp(folder, other)) {
      rig.habit(OsdpHabit.NO_REPLY, 0x76, 3);
      assertThat(failure(rig::open).fault()).isEqualTo(Fault.COMMUNICATION);
      assertThat(failure(rig::open).fault()).isEqualTo(Fault.CONFIGURATION);
    }
  }

  @Test
  void no_failure_shows_the_key() throws Exception {
    EmulatedOsdpReader other = new EmulatedOsdpReader(OsdpModel.ENCODER, 0, new byte[16]);
    try (Rig rig = Rig.overTcp(folder, other)) {
      StringWriter all = new StringWriter();
      failure(rig::open).printStackTrace(new PrintWriter(all));
      Path file = Path.of(rig.config.get("key-file"));
      Files.writeString(file, HexFormat.of().formatHex(Rig.KEY) + "0");
      failure(rig::open).printStackTrace(new PrintWriter(all));
      assertThat(all.toString().toLowerCase()).doesNotContain("c0ffee");
    }
  }

  @Test
  void a_key_that_others_may_read_is_refused() throws Exception {
    try (Rig rig = Rig.overTcp(folder)) {
      Path file = Path.of(rig.config.get("key-file"));
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
      assertThat(failure(rig::open)).hasMessageContaining("chmod 600");
      rig.key("key-file", EmulatedOsdpReader.DEFAULT_KEY);
      assertThat(failure(rig::open)).hasMessageContaining("everybody knows");
    }
  }

  @Test
  void a_reader_at_another_speed_is_found_and_set() throws Exception {
    try (Rig rig = Rig.overTcp(folder)) {
      AtomicInteger speed = new AtomicInteger();
      rig.reader.speed(9600, speed::get);
      rig.through(noting(speed, rig.links()));
      rig.config.put("reply-time", "20000");
      assertThat(failure(rig::open).fault()).isEqualTo(Fault.COMMUNICATION);
      rig.config.put("comset-from", "9600");
      rig.open().close();
      assertThat(rig.reader.speed()).isEqualTo(115_200);
    }
  }

  private static Links noting(AtomicInteger speed, Links links) {
    return (address, settings, limit) -> {
      speed.set(settings.baud());
      return new SpeedNote(links.open(address, settings, limit), speed);
    };
  }

  @Test
  void an_open_case_is_told_and_keeps_the_reader_out_of_service() throws Exception {
    try (Rig rig = Rig.overTcp(folder)) {
      rig.reader.tamper(true);
      DeviceException open = failure(rig::open);
      assertThat(open.fault()).isEqualTo(Fault.HARDWARE);
      assertThat(open).hasMessageContaining("case is open");
      rig.config.put("ignore-tamper", "true");
      rig.open().close();
    }
  }

  @Test
  void two_readers_of_a_line_do_not_mix() throws Exception {
    EmulatedOsdpReader first = Rig.reader(OsdpModel.ENCODER);
    EmulatedOsdpReader second =
        new EmulatedOsdpReader(OsdpModel.ENCODER.withSerial(18), 1, Rig.KEY);
    second.speed(115_200, () -> 115_200);
    try (Rig rig = Rig.overTcp(folder, first, second)) {
      try (Device device = rig.open()) {
        assertThat(device.info().serial()).isEqualTo("17");
      }
      rig.config.put("address", "1");
      try (Device device = rig.open()) {
        assertThat(device.info().serial()).isEqualTo("18");
      }
      assertThat(first.sessions()).isEqualTo(1);
    }
  }

  @Test
  void another_reader_in_its_place_is_noticed() throws Exception {
    try (Rig rig = Rig.overTcp(folder);
        Device device = rig.open()) {
      EmulatedOsdpReader other = Rig.reader(OsdpModel.ENCODER.withSerial(99));
      other.speed(115_200, () -> 115_200);
      rig.bus.replace(other);
      DeviceException swapped = failure(() -> chip(device).awaitChip(true, LIMIT));
      assertThat(swapped.fault()).isEqualTo(Fault.COMMUNICATION);
      assertThat(swapped).hasMessageContaining("another reader");
    }
  }

  @Test
  void a_pulled_card_is_told() throws Exception {
    try (Rig rig = Rig.overTcp(folder);
        Device device = rig.open()) {
      rig.reader.insert(card);
      chip(device).powerOn(LIMIT);
      rig.reader.remove();
      DeviceException gone = failure(() -> chip(device).transceive(command(1, 0), LIMIT));
      assertThat(gone.fault()).isEqualTo(Fault.CARD_TAKEN);
      assertThat(gone.effect()).isEqualTo(Effect.UNKNOWN);
      assertThat(failure(() -> chip(device).powerOn(LIMIT)).fault()).isEqualTo(Fault.CARD_MISSING);
    }
  }

  @Test
  void closing_ends_a_waiting_call_at_once() throws Exception {
    try (Rig rig = Rig.overPty(folder)) {
      Device device = rig.open();
      rig.habit(OsdpHabit.DEAF, XWR, 1_000);
      CompletableFuture<DeviceException> waiting =
          CompletableFuture.supplyAsync(() -> failure(() -> chip(device).awaitChip(true, LIMIT)));
      rig.reader.habits().awaitStrike(OsdpHabit.DEAF, LIMIT);
      device.close();
      assertThat(waiting.get(2, TimeUnit.SECONDS).fault()).isEqualTo(Fault.CANCELLED);
    }
  }

  @Test
  void a_silent_reader_is_given_up_within_the_limit() throws Exception {
    try (Rig rig = Rig.overTcp(folder);
        Device device = rig.open()) {
      rig.reader.insert(card);
      chip(device).powerOn(LIMIT);
      rig.habit(OsdpHabit.DEAF, XWR, 1_000);
      long before = System.nanoTime();
      DeviceException silent =
          failure(() -> chip(device).transceive(command(1, 0), Duration.ofMillis(400)));
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(3));
      assertThat(silent.fault()).isEqualTo(Fault.TIMEOUT);
      assertThat(silent.effect()).isEqualTo(Effect.UNKNOWN);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void an_unplugged_reader_is_lost_and_opens_again(boolean pty) throws Exception {
    try (Rig rig = pty ? Rig.overPty(folder) : Rig.overTcp(folder)) {
      for (int i = 0; i < 3; i++) {
        try (Device device = rig.open()) {
          rig.port().unplug();
          DeviceException lost = failure(() -> chip(device).awaitChip(true, LIMIT));
          assertThat(lost.fault()).isEqualTo(Fault.COMMUNICATION);
        }
        rig.port().replug();
      }
    }
  }

  @Test
  void a_reader_with_checksums_alone_is_driven() throws Exception {
    try (Rig rig = Rig.overTcp(folder)) {
      rig.config.put("crc", "false");
      try (Device device = rig.open()) {
        rig.reader.insert(card);
        chip(device).powerOn(LIMIT);
        assertThat(chip(device).transceive(command(1, 700), LIMIT)).isEqualTo(answer(1, 700));
      }
    }
  }
}
