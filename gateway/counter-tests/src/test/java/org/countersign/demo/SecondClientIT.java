package org.countersign.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.countersign.driver.ChipContact;
import org.countersign.driver.Device;
import org.countersign.driver.DriverContext;
import org.countersign.pcsc.PcscDriver;
import org.countersign.personalization.JobState;
import org.countersign.station.app.Gateway;
import org.countersign.testbed.PrivatePcscd.ClientOutcome;
import org.countersign.testbed.RealPart;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * OpenSC at the same pcscd while a whole station has a card in hand. Its {@code --atr} is not among
 * what it asks: pcscd tells everybody the answer to reset of a card that is in a reader.
 */
@Timeout(120)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SecondClientIT {

  /** By the number of the command in whose midst it is run: what the other program wants. */
  private static final Map<Integer, List<String>> WANTED =
      Map.of(
          3, List.of("--name"), // SCP03 begun
          7, List.of("-s", "00A4040007A0000002471001"), // data being written: select the applet
          14, List.of("-s", "80CA9F7F00"), // read-back: the chip's number
          22, List.of("--reset"), // activation
          28, List.of("--serial")); // inspection

  @TempDir Path folder;

  @BeforeAll
  static void realParts() {
    RealPart.requirePcscd();
    System.setProperty(
        "countersign.examples", Path.of("../examples").toAbsolutePath().normalize().toString());
  }

  @Test
  void it_gets_a_sharing_error_and_the_card_in_hand_is_unharmed() throws Exception {
    try (Counter counter = Counter.with(folder, 0);
        Gateway gateway = counter.openStation()) {
      WatchedCard alone = counter.insert(0);
      String first = counter.submit(1);
      counter.serveUntilEnded(List.of(first), 0);
      counter.takeOut(0);

      List<ClientOutcome> outcomes = Collections.synchronizedList(new ArrayList<>());
      WatchedCard disputed =
          counter.insert(
              0,
              (number, command) -> {
                List<String> wanted = WANTED.get(number);
                if (wanted != null) {
                  outcomes.add(other(counter, wanted));
                }
                return true;
              });
      String second = counter.submit(2);
      counter.until("the second card", () -> counter.ended(second));

      assertThat(outcomes)
          .hasSize(WANTED.size())
          .allSatisfy(outcome -> {
            assertThat(outcome.exitCode()).isNotZero();
            assertThat(outcome.output())
                .contains("Reader in use by another application")
                .doesNotContain("Received")
                .doesNotContainIgnoringCase(colons(disputed.card().atr()));
          });
      assertThat(counter.job(second).state()).isEqualTo(JobState.ACTIVATED);
      // A reset in between would have ended the secure channel.
      assertThat(disputed.instructions()).isEqualTo(alone.instructions());
      counter.takeOut(0);
      Truth.holds(counter);
      assertThat(gateway.stock().issued()).isEqualTo(2);
    }
  }

  @Test
  void it_is_served_again_when_the_station_has_done_with_the_card() throws Exception {
    try (Counter counter = Counter.with(folder, 0);
        Gateway gateway = counter.openStation()) {
      WatchedCard card = counter.insert(0);
      String job = counter.submit(1);
      counter.until("the issued card", () -> counter.encoder(0).detail().contains("take it out"));

      ClientOutcome outcome = other(counter, List.of("--atr"));

      assertThat(outcome.exitCode()).as(outcome.output()).isZero();
      assertThat(outcome.output()).containsIgnoringCase(colons(card.card().atr()));
      assertThat(gateway.jobs().find(job).orElseThrow().state()).isEqualTo(JobState.ACTIVATED);
    }
  }

  @Test
  void a_reader_that_another_program_holds_is_waited_for_and_no_card_is_touched() throws Exception {
    try (Counter counter = Counter.with(folder, 0);
        Gateway gateway = counter.openStation()) {
      WatchedCard card = counter.insert(0);
      String job;
      try (Device other = new PcscDriver().open(reader(counter))) {
        ChipContact held = other.capability(ChipContact.class).orElseThrow();
        assertThat(held.awaitChip(true, Duration.ofSeconds(5))).isTrue();
        held.powerOn(Duration.ofSeconds(5));
        job = counter.submit(1);
        counter.until(
            "that the device tells what is in its way",
            () -> counter.encoder(0).detail().contains("end the other program"));
        assertThat(card.instructions()).isEmpty();
      }
      counter.until("the card", () -> counter.ended(job));

      assertThat(counter.job(job).state()).isEqualTo(JobState.ACTIVATED);
      counter.takeOut(0);
      Truth.holds(counter);
      assertThat(gateway.stock().issued()).isEqualTo(1);
    }
  }

  private static DriverContext reader(Counter counter) {
    Map<String, String> config =
        Map.of(
            "reader", counter.pcscd.readerNames().get(0),
            "socket", counter.pcscd.socket().toString());
    return DriverContext.of("other", config, event -> {});
  }

  private static ClientOutcome other(Counter counter, List<String> wanted) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("opensc-tool", "-r", counter.pcscd.readerNames().get(0)));
    command.addAll(wanted);
    try {
      return counter.pcscd.runClient(command);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As opensc-tool writes an ATR. */
  private static String colons(byte[] bytes) {
    return java.util.HexFormat.ofDelimiter(":").formatHex(bytes);
  }
}
