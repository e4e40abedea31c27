package org.countersign.encoderprinter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.countersign.encoderprinter.Bench.LIMIT;
import static org.countersign.encoderprinter.Bench.chip;
import static org.countersign.encoderprinter.Bench.exit;
import static org.countersign.encoderprinter.Bench.feeder;
import static org.countersign.encoderprinter.Bench.head;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.countersign.driver.CardPrinter.Side;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.driver.link.Links;
import org.countersign.emulator.encoderprinter.Print;
import org.countersign.link.FaultPlan;
import org.countersign.link.FaultyLinks;
import org.countersign.link.LineFault;
import org.countersign.simulator.VirtualCard;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Cards issued from first to last, over a good line and over a bad one. */
@Timeout(300)
final class EncoderPrinterIT {

  private static final int CARDS = 20;

  /** A lost answer costs as long as the limit. */
  private static final Duration SHORT = Duration.ofSeconds(1);

  private Bench bench;

  @BeforeEach
  void open() throws Exception {
    bench = new Bench(200);
    bench.printer.putInRibbon(200);
    bench.config.put("answer-time", "400000");
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void twenty_cards_are_fed_written_printed_and_presented_each_once() throws Exception {
    List<String> issued = new ArrayList<>();
    byte[] face = EncoderPrinterTest.face();
    try (Device device = bench.open()) {
      for (int i = 0; i < CARDS; i++) {
        feeder(device).feed(LIMIT);
        chip(device).powerOn(LIMIT);
        issued.add(Sessions.run(chip(device), LIMIT));
        chip(device).powerOff(LIMIT);
        head(device).print(Side.FRONT, face, LIMIT);
        exit(device).present(LIMIT);
      }
    }
    assertThat(bench.tray.presented())
        .extracting(card -> card.chipId().toLowerCase())
        .isEqualTo(issued);
    assertThat(bench.printer.prints()).extracting(Print::card).isEqualTo(bench.tray.presented());
    assertThat(bench.tray.presented())
        .allSatisfy(c -> assertThat(c.state().commands()).isEqualTo(Sessions.commands().size()));
  }

  /** What a station does: a card in doubt is retained, a lost device opened again. */
  @Test
  void with_one_frame_in_fifty_damaged_no_card_is_lost_and_no_command_is_sent_twice()
      throws Exception {
    FaultPlan plan =
        FaultPlan.none().withDelay(Duration.ofMillis(20)).withOneIn(50, LineFault.values());
    FaultyLinks faults = new FaultyLinks(bench.links(), plan, 20_261_123L);
    Run run = new Run(faults);
    try {
      while (run.good.size() < CARDS) {
        run.card();
      }
    } finally {
      run.close();
    }
    System.out.printf(
        "1 in 50 frames damaged: %d good, %d failures, %d faults done, seed %d%n",
        run.good.size(), run.failures, faults.done().size(), faults.seed());
    assertThat(faults.done()).isNotEmpty();
    assertThat(run.failures).isPositive();
    Set<VirtualCard> ended = new HashSet<>(bench.tray.presented());
    ended.addAll(bench.tray.retained());
    bench.printer.card().ifPresent(ended::add);
    int fed = 200 - feedsLeft();
    assertThat(ended).as("every blank that left the hopper lies somewhere").hasSize(fed);
    for (String number : run.good) {
      VirtualCard card =
          ended.stream().filter(c -> c.chipId().equalsIgnoreCase(number)).findFirst().orElseThrow();
      assertThat(bench.tray.presented()).contains(card);
      assertThat(bench.tray.retained()).doesNotContain(card);
    }
    assertThat(run.good).doesNotHaveDuplicates();
    for (VirtualCard card : ended) {
      assertThat(card.state().commands())
          .as("commands of a card: at most one script, as none is begun anew")
          .isLessThanOrEqualTo(Sessions.commands().size());
    }
  }

  private int feedsLeft() throws DeviceException {
    try (Device device = bench.open()) {
      return feeder(device).units().get(0).count();
    }
  }

  /** A station in twenty lines. */
  private final class Run implements AutoCloseable {

    private final Links links;
    private final List<String> good = new ArrayList<>();
    private int failures;
    private Device device;

    Run(Links links) {
      this.links = links;
    }

    void card() {
      try {
        Device open = device();
        park(open);
        feeder(open).feed(SHORT);
        chip(open).powerOn(SHORT);
        String number = Sessions.run(chip(open), SHORT);
        chip(open).powerOff(SHORT);
        exit(open).present(SHORT);
        good.add(number);
      } catch (DeviceException e) {
        failures++;
        assertThat(e.fault()).as(e.getMessage()).isNotIn(Fault.DRIVER_BUG, Fault.CARD_MUTE);
        assertThat(e.effect()).isIn(Effect.NONE, Effect.UNKNOWN, Effect.DONE);
        close();
      }
    }

    /** A card in doubt is retained before the next is fed. */
    private void park(Device open) throws DeviceException {
      if (chip(open).awaitChip(true, Duration.ZERO)) {
        exit(open).retain(SHORT);
      }
    }

    private Device device() throws DeviceException {
      if (device == null) {
        device = bench.open(links);
      }
      return device;
    }

    @Override
    public void close() {
      if (device != null) {
        device.close();
        device = null;
      }
    }
  }
}
