package org.countersign.pn532;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.countersign.driver.ChipContact;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.link.Links;
import org.countersign.emulator.EmulatedPort;
import org.countersign.emulator.Pty;
import org.countersign.emulator.TcpPort;
import org.countersign.emulator.pn532.EmulatedPn532;
import org.countersign.link.FaultPlan;
import org.countersign.link.FaultyLinks;
import org.countersign.link.LineFault;
import org.countersign.simulator.CardKind;
import org.countersign.simulator.CardSpec;
import org.countersign.simulator.CardTray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Twenty sessions as a residence permit needs them: many long commands, each to be run once. */
@Timeout(280)
final class ResidencePermitIT {

  private static final int SESSIONS = 20;
  private static final int APDUS = 40;
  private static final Duration LIMIT = Duration.ofSeconds(5);

  @TempDir Path folder;

  @Test
  void twenty_sessions_pass_over_a_pty() throws Exception {
    assertThat(wholeLine(Pty.open(folder.resolve("port")))).isEqualTo(new Tally(20, 0, 0));
  }

  @Test
  void twenty_sessions_pass_over_tcp() throws Exception {
    assertThat(wholeLine(TcpPort.open())).isEqualTo(new Tally(20, 0, 0));
  }

  @Test
  void with_one_frame_in_fifty_damaged_no_apdu_runs_twice_and_no_answer_is_wrong()
      throws Exception {
    // Not DUPLICATE: a line that repeats commands makes the chip repeat them, unseen by the host.
    FaultPlan plan =
        FaultPlan.none()
            .withOneIn(
                50,
                LineFault.DROP,
                LineFault.FLIP,
                LineFault.INSERT,
                LineFault.DELAY,
                LineFault.SPLIT,
                LineFault.MERGE,
                LineFault.ECHO,
                LineFault.TRUNCATE,
                LineFault.BABBLE,
                LineFault.LATE_ANSWER);
    List<FaultyLinks> made = new ArrayList<>();
    Tally tally =
        sessions(
            Pty.open(folder.resolve("port")),
            links -> {
              made.add(new FaultyLinks(links, plan, 532));
              return made.getFirst();
            },
            Duration.ofMillis(300));
    System.out.printf(
        "pn532, 1 frame in 50 damaged: %s of %d sessions, %d faults of %s%n",
        tally,
        SESSIONS,
        made.getFirst().done().size(),
        made.getFirst().done().stream()
            .collect(Collectors.groupingBy(FaultPlan.Scripted::fault, Collectors.counting())));
    assertThat(made.getFirst().done()).hasSizeGreaterThan(20);
    assertThat(tally.inDoubt()).isLessThanOrEqualTo(2);
    assertThat(tally.whole() + tally.inDoubt()).isEqualTo(SESSIONS);
  }

  /**
   * How sessions ended.
   *
   * @param whole all commands run and answered
   * @param inDoubt given up since a command may have run
   * @param begunAnew times that a session began again, since nothing had happened
   */
  private record Tally(int whole, int inDoubt, int begunAnew) {}

  /** A busy machine may keep the emulated chip from answering, and nothing is to come of it. */
  private Tally wholeLine(EmulatedPort port) throws Exception {
    return sessions(port, line -> line, Duration.ofSeconds(4));
  }

  /**
   * Runs all sessions.
   *
   * @param slowest how long a command's answer is waited for before it is asked for again
   */
  private Tally sessions(EmulatedPort port, Function<Links, Links> line, Duration slowest)
      throws Exception {
    String micros = String.valueOf(slowest.toNanos() / 1_000);
    try (Counter counter =
        new Counter(port).with("bad-line", "true").with("slowest-command", micros)) {
      try (Device device = counter.open(line.apply(counter.lines()))) {
        Tally tally = new Tally(0, 0, 0);
        for (int i = 0; i < SESSIONS; i++) {
          tally = session(counter, Counter.contact(device), tally);
        }
        return tally;
      }
    }
  }

  private static Tally session(Counter counter, ChipContact contact, Tally before)
      throws DeviceException {
    int again = 0;
    while (true) {
      LedgerCard card = counter.layCard();
      try {
        assertThat(contact.awaitChip(true, LIMIT)).isTrue();
        contact.powerOn(LIMIT);
        run(contact);
        requireOnce(card);
        assertThat(card.ledger()).hasSize(APDUS);
        contact.powerOff(LIMIT);
        return new Tally(before.whole() + 1, before.inDoubt(), before.begunAnew() + again);
      } catch (DeviceException e) {
        requireOnce(card);
        if (e.effect() == Effect.UNKNOWN) {
          return new Tally(before.whole(), before.inDoubt() + 1, before.begunAnew() + again);
        }
        again++;
        assertThat(again).as(e.toString()).isLessThan(5);
      } finally {
        counter.chip.slot().remove();
      }
    }
  }

  /** Every second answer is the same as the one before, as of UPDATE BINARY and the like. */
  private static void run(ChipContact contact) throws DeviceException {
    for (int i = 0; i < APDUS; i++) {
      if (i % 4 < 2) {
        byte[] plain = {(byte) 0x80, 0x0C, (byte) i, 0};
        assertThat(contact.transceive(plain, LIMIT)).isEqualTo(new byte[] {(byte) 0x90, 0});
      } else {
        int data = 100 + i * 4;
        byte[] echo = Pn532DeviceTest.echo(data);
        echo[3] = (byte) i;
        assertThat(contact.transceive(echo, LIMIT)).isEqualTo(Pn532DeviceTest.echoed(data));
      }
    }
  }

  private static void requireOnce(LedgerCard card) {
    Map<String, Long> runs =
        card.ledger().stream()
            .collect(Collectors.groupingBy(Arrays::toString, Collectors.counting()));
    assertThat(runs.values()).allMatch(times -> times == 1);
  }

  @Test
  void a_person_lays_real_blanks_on_the_antenna_one_after_the_other() throws Exception {
    CardTray tray = new CardTray("pn532");
    try (Counter settings = Counter.onPty(folder);
        EmulatedPn532 desk = start(tray)) {
      try (Device device = settings.with("port", desk.address()).open()) {
        ChipContact contact = Counter.contact(device);
        byte[] select = {0, (byte) 0xA4, 4, 0, 0};
        for (int i = 0; i < 2; i++) {
          assertThat(contact.awaitChip(true, LIMIT)).isTrue();
          assertThat(contact.powerOn(LIMIT).answerToReset()).startsWith(0x3B, 0x8C, 0x80, 0x01);
          assertThat(contact.transceive(select, LIMIT)).endsWith(0x90, 0x00);
          contact.powerOff(LIMIT);
          assertThat(contact.awaitChip(false, LIMIT)).isTrue();
        }
      }
      assertThat(tray.take(LIMIT)).isPresent();
      assertThat(tray.take(LIMIT)).isPresent();
    }
  }

  private EmulatedPn532 start(CardTray tray) throws IOException {
    return EmulatedPn532.start(
        Pty.open(folder.resolve("desk")), CardSpec.blank(CardKind.LDS), 2, tray);
  }
}
