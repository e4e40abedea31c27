package org.countersign.pn532;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.countersign.driver.ChipConnection;
import org.countersign.driver.ChipContact;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceEvent;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.driver.link.ByteLink;
import org.countersign.driver.link.LineSettings;
import org.countersign.emulator.TcpPort;
import org.countersign.emulator.pn532.Habit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
final class Pn532DeviceTest {

  private static final int IN_DATA_EXCHANGE = 0x40;

  @TempDir Path folder;

  private Counter counter;

  @BeforeEach
  void start() throws Exception {
    counter = Counter.onPty(folder);
  }

  @AfterEach
  void stop() {
    counter.close();
  }

  @Test
  void the_device_tells_what_it_is() throws Exception {
    try (Device device = counter.open()) {
      assertThat(device.info().model()).isEqualTo("PN532");
      assertThat(device.info().firmware()).isEqualTo("1.6");
      assertThat(device.info().serial()).isEmpty();
      assertThat(device.capabilities()).containsExactly(ChipContact.class);
    }
  }

  @Test
  void a_chip_is_powered_and_answers_until_it_is_powered_down() throws Exception {
    LedgerCard card = counter.layCard();
    try (Device device = counter.open()) {
      ChipContact contact = Counter.contact(device);

      assertThat(contact.awaitChip(true, Counter.LONG)).isTrue();
      ChipConnection connection = contact.powerOn(Counter.LONG);
      assertThat(connection.protocol()).isEqualTo(ChipConnection.Protocol.TCL);
      assertThat(connection.answerToReset()).isEqualTo(LedgerCard.ATR);
      assertThat(connection.maxCommandBytes()).isEqualTo(65_544);
      assertThat(contact.transceive(echo(5), Counter.LONG)).isEqualTo(echoed(5));

      contact.powerOff(Counter.LONG);
      assertThat(card.isPowered()).isFalse();
      assertThat(counter.chip.isFieldOn()).isFalse();
      assertThatThrownBy(() -> contact.transceive(echo(5), Counter.LONG))
          .isInstanceOfSatisfying(DeviceException.class, e -> is(e, Fault.NOT_READY, Effect.NONE));
    }
  }

  @Test
  void on_a_bad_line_commands_and_answers_are_asked_for_that_fit_one_frame() throws Exception {
    counter.layCard();
    try (Device device = counter.with("bad-line", "true").open()) {
      ChipConnection connection = Counter.contact(device).powerOn(Counter.LONG);
      assertThat(connection.maxCommandBytes()).isEqualTo(261);
      assertThat(connection.maxResponseBytes()).isEqualTo(257);
    }
  }

  @Test
  void powering_up_again_resets_the_chip() throws Exception {
    LedgerCard card = counter.layCard();
    try (Device device = counter.open()) {
      for (int i = 1; i <= 3; i++) {
        Counter.contact(device).powerOn(Counter.LONG);
        Counter.contact(device).transceive(echo(1), Counter.LONG);
        assertThat(card.powerUps()).isEqualTo(i);
      }
    }
  }

  @Test
  void apdus_of_every_length_pass_in_pieces() throws Exception {
    counter.layCard();
    try (Device device = counter.open()) {
      ChipContact contact = Counter.contact(device);
      contact.powerOn(Counter.LONG);
      // Around the piece of 262 bytes, around the frame of 255, and the longest there is.
      for (int data :
          new int[] {1, 246, 247, 248, 255, 256, 259, 260, 261, 262, 517, 4_096, 65_535}) {
        assertThat(contact.transceive(echo(data), Counter.LONG)).isEqualTo(echoed(data));
      }
    }
  }

  @Test
  void over_tcp_it_is_the_same() throws Exception {
    try (Counter network = new Counter(TcpPort.open())) {
      network.layCard();
      try (Device device = network.open()) {
        Counter.contact(device).powerOn(Counter.LONG);
        assertThat(Counter.contact(device).transceive(echo(600), Counter.LONG))
            .isEqualTo(echoed(600));
      }
    }
  }

  @Test
  void cards_come_and_go() throws Exception {
    try (Device device = counter.open()) {
      ChipContact contact = Counter.contact(device);
      assertThat(contact.awaitChip(true, Duration.ZERO)).isFalse();
      assertThat(contact.awaitChip(false, Duration.ZERO)).isTrue();

      LedgerCard card = counter.layCard();
      assertThat(contact.awaitChip(true, Counter.LONG)).isTrue();
      assertThat(contact.awaitChip(false, Duration.ofMillis(30))).isFalse();
      assertThat(counter.chip.isFieldOn()).as("field between two looks").isFalse();
      assertThat(card.powerUps()).isZero();

      contact.powerOn(Counter.LONG);
      assertThat(contact.awaitChip(true, Duration.ZERO)).isTrue();
      contact.transceive(echo(1), Counter.LONG);
      assertThat(contact.awaitChip(true, Duration.ZERO)).as("asked while powered").isTrue();
      assertThat(card.powerUps()).isEqualTo(1);

      counter.chip.slot().remove();
      assertThat(contact.awaitChip(false, Counter.LONG)).isTrue();
    }
    assertThat(counter.events)
        .extracting(DeviceEvent::kind)
        .containsExactly(DeviceEvent.Kind.CARD_INSERTED, DeviceEvent.Kind.CARD_REMOVED);
  }

  @Test
  void a_pulled_card_is_told_as_taken_and_nothing_is_sent_to_the_next_one() throws Exception {
    counter.layCard();
    try (Device device = counter.open()) {
      ChipContact contact = Counter.contact(device);
      contact.powerOn(Counter.LONG);
      counter.chip.slot().remove();

      assertThatThrownBy(() -> contact.transceive(echo(1), Counter.LONG))
          .isInstanceOfSatisfying(DeviceException.class, e -> is(e, Fault.CARD_TAKEN, Effect.NONE));
      LedgerCard next = counter.layCard();
      assertThatThrownBy(() -> contact.transceive(echo(1), Counter.LONG))
          .isInstanceOfSatisfying(DeviceException.class, e -> is(e, Fault.CARD_TAKEN, Effect.NONE))
          .hasMessageContaining("power it up again");
      assertThat(next.ledger()).isEmpty();
    }
  }

  @Test
  void a_card_that_falls_silent_leaves_the_command_in_doubt() throws Exception {
    LedgerCard card = counter.layCard();
    try (Device device = counter.open()) {
      ChipContact contact = Counter.contact(device);
      contact.powerOn(Counter.LONG);

      assertThatThrownBy(() -> contact.transceive(new byte[] {0, 0x5E, 0, 0}, Counter.LONG))
          .isInstanceOfSatisfying(
              DeviceException.class, e -> is(e, Fault.CARD_MUTE, Effect.UNKNOWN))
          .hasMessageContaining("the card did not answer, though it is still there");
      assertThat(card.ledger()).hasSize(1);
    }
  }

  @Test
  void an_empty_field_and_a_torn_antenna_have_no_card() throws Exception {
    try (Device device = counter.open()) {
      ChipContact contact = Counter.contact(device);
      assertThatThrownBy(() -> contact.powerOn(Counter.LONG))
          .isInstanceOfSatisfying(
              DeviceException.class, e -> is(e, Fault.CARD_MISSING, Effect.NONE));
      counter.layCard();
      counter.chip.tearAntenna();
      assertThatThrownBy(() -> contact.powerOn(Counter.LONG))
          .isInstanceOfSatisfying(
              DeviceException.class, e -> is(e, Fault.CARD_MISSING, Effect.NONE));
    }
  }

  @Test
  void no_message_tells_the_cards_identifier_or_data() throws Exception {
    counter.layCard();
    try (Device device = counter.open()) {
      ChipContact contact = Counter.contact(device);
      contact.powerOn(Counter.LONG);
      counter.chip.misbehave(IN_DATA_EXCHANGE, Habit.FALLS_SILENT);
      byte[] secret = echo(4);
      Arrays.fill(secret, 5, 9, (byte) 0xAB);

      assertThatThrownBy(() -> contact.transceive(secret, Duration.ofSeconds(1)))
          .satisfies(e -> assertThat(e.toString().toLowerCase()).doesNotContain("abab", "-85"));
    }
  }

  @Test
  void a_dead_line_ends_the_call_when_its_limit_is_over() throws Exception {
    counter.layCard();
    try (Device device = counter.open()) {
      ChipContact contact = Counter.contact(device);
      contact.powerOn(Counter.LONG);
      counter.chip.misbehave(IN_DATA_EXCHANGE, Habit.FALLS_SILENT);
      long start = System.nanoTime();

      assertThatThrownBy(() -> contact.transceive(echo(1), Duration.ofSeconds(1)))
          .isInstanceOfSatisfying(
              DeviceException.class, e -> assertThat(e.effect()).isEqualTo(Effect.UNKNOWN));
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    }
  }

  @Test
  void opening_a_silent_port_fails_and_says_what_to_look_at() {
    counter.chip.misbehave(0x14, Habit.FALLS_SILENT);

    assertThatThrownBy(() -> counter.open())
        .isInstanceOfSatisfying(DeviceException.class, e -> is(e, Fault.COMMUNICATION, Effect.NONE))
        .hasMessageContaining("SAMConfiguration")
        .hasMessageContaining("look at power, cable and speed");
  }

  @Test
  void closing_ends_a_running_call_at_once() throws Exception {
    LedgerCard card = counter.layCard();
    Device device = counter.open();
    ChipContact contact = Counter.contact(device);
    contact.powerOn(Counter.LONG);
    CompletableFuture<DeviceException> ended =
        failing(() -> contact.transceive(new byte[] {0, 0x77, 0, 0}, Duration.ofMinutes(1)));
    assertThat(card.waiting.await(10, TimeUnit.SECONDS)).isTrue();

    device.close();

    is(ended.get(2, TimeUnit.SECONDS), Fault.CANCELLED, Effect.UNKNOWN);
    card.release.countDown();
    device.close();
    assertThatThrownBy(() -> contact.awaitChip(true, Duration.ZERO))
        .isInstanceOfSatisfying(DeviceException.class, e -> is(e, Fault.CANCELLED, Effect.NONE));
  }

  @Test
  void closing_takes_the_power_of_an_idle_chip() throws Exception {
    LedgerCard card = counter.layCard();
    Device device = counter.open();
    Counter.contact(device).powerOn(Counter.LONG);
    Counter.contact(device).transceive(echo(1), Counter.LONG);

    device.close();

    assertThat(card.isPowered()).isFalse();
  }

  @Test
  void an_interrupt_ends_a_wait_for_a_card() throws Exception {
    try (Device device = counter.open()) {
      ChipContact contact = Counter.contact(device);
      CountDownLatch begun = new CountDownLatch(1);
      CompletableFuture<DeviceException> ended = new CompletableFuture<>();
      Thread thread =
          Thread.ofPlatform()
              .start(() -> {
                begun.countDown();
                try {
                  contact.awaitChip(true, Duration.ofMinutes(1));
                } catch (DeviceException e) {
                  ended.complete(e);
                }
              });
      begun.await();
      thread.interrupt();

      is(ended.get(2, TimeUnit.SECONDS), Fault.CANCELLED, Effect.NONE);
      thread.join();
      counter.layCard();
      assertThat(contact.awaitChip(true, Counter.LONG)).isTrue();
    }
  }

  @Test
  void an_unplugged_device_fails_and_comes_back_under_the_same_name() throws Exception {
    counter.layCard();
    for (int i = 0; i < 3; i++) {
      Device device = counter.open();
      ChipContact contact = Counter.contact(device);
      contact.powerOn(Counter.LONG);
      contact.transceive(echo(1), Counter.LONG);

      counter.port().unplug();

      assertThatThrownBy(() -> contact.transceive(echo(1), Counter.LONG))
          .isInstanceOfSatisfying(
              DeviceException.class, e -> assertThat(e.fault()).isEqualTo(Fault.COMMUNICATION));
      device.close();
      assertThatThrownBy(() -> counter.open()).isInstanceOf(DeviceException.class);
      counter.port().replug();
    }
  }

  @Test
  void a_faster_speed_is_told_to_chip_and_port_and_found_again() throws Exception {
    List<Integer> speeds = new ArrayList<>();
    counter.with("speed", "921600");
    counter.layCard();
    try (Device device = counter.open(noting(speeds))) {
      assertThat(counter.chip.speed()).isEqualTo(921_600);
      assertThat(speeds).containsExactly(115_200, 921_600);
      Counter.contact(device).powerOn(Counter.LONG);
      assertThat(Counter.contact(device).transceive(echo(300), Counter.LONG))
          .isEqualTo(echoed(300));
    }
    speeds.clear();
    // The chip kept its power and does not understand 115,200 baud.
    Habit[] deaf = new Habit[4];
    Arrays.fill(deaf, Habit.DEAF);
    counter.chip.misbehave(0x14, deaf);
    try (Device device = counter.open(noting(speeds))) {
      assertThat(speeds).containsExactly(115_200, 921_600);
      assertThat(device.info().firmware()).isEqualTo("1.6");
    }
  }

  @Test
  void reset_brings_back_a_chip_that_lost_its_place() throws Exception {
    counter.layCard();
    try (Device device = counter.open()) {
      Counter.contact(device).powerOn(Counter.LONG);
      device.reset();
      assertThat(counter.chip.isFieldOn()).isFalse();
      Counter.contact(device).powerOn(Counter.LONG);
      assertThat(Counter.contact(device).transceive(echo(1), Counter.LONG)).isEqualTo(echoed(1));
    }
  }

  @Test
  void wrong_settings_are_refused_with_their_reason() {
    counter.with("speed", "4711");
    assertThatThrownBy(() -> counter.open())
        .isInstanceOfSatisfying(DeviceException.class, e -> is(e, Fault.CONFIGURATION, Effect.NONE))
        .hasMessageStartingWith("setting 'speed' is 4711; 9600, 19200");
  }

  private org.countersign.driver.link.Links noting(List<Integer> speeds) {
    return (address, settings, limit) -> {
      speeds.add(settings.baud());
      return new NotedSpeeds(counter.lines().open(address, settings, limit), speeds);
    };
  }

  /** Notes the speeds that the driver asks for; a pseudo-terminal carries none. */
  private record NotedSpeeds(ByteLink link, List<Integer> speeds) implements ByteLink {
    @Override
    public String name() {
      return link.name();
    }

    @Override
    public int read(byte[] into, int offset, int length, Duration limit)
        throws org.countersign.driver.link.LinkException {
      return link.read(into, offset, length, limit);
    }

    @Override
    public void write(byte[] bytes, int offset, int length, Duration limit)
        throws org.countersign.driver.link.LinkException {
      link.write(bytes, offset, length, limit);
    }

    @Override
    public void flush(Duration limit) throws org.countersign.driver.link.LinkException {
      link.flush(limit);
    }

    @Override
    public int discardInput() throws org.countersign.driver.link.LinkException {
      return link.discardInput();
    }

    @Override
    public void settings(LineSettings settings) throws org.countersign.driver.link.LinkException {
      speeds.add(settings.baud());
      link.settings(settings);
    }

    @Override
    public boolean isOpen() {
      return link.isOpen();
    }

    @Override
    public void close() {
      link.close();
    }
  }

  private interface Call {
    Object run() throws DeviceException;
  }

  private static CompletableFuture<DeviceException> failing(Call call) {
    CompletableFuture<DeviceException> ended = new CompletableFuture<>();
    Thread.ofPlatform()
        .start(() -> {
          try {
            call.run();
            ended.completeExceptionally(new AssertionError("the call succeeded"));
          } catch (DeviceException e) {
            ended.complete(e);
          }
        });
    return ended;
  }

  private static void is(DeviceException e, Fault fault, Effect effect) {
    assertThat(e.fault()).as(e.getMessage()).isEqualTo(fault);
    assertThat(e.effect()).as(e.getMessage()).isEqualTo(effect);
  }

  /** An APDU whose data the card answers: 80 EC 00 00 | Lc | data. */
  static byte[] echo(int data) {
    byte[] bytes = data(data);
    int header = data > 255 ? 7 : 5;
    byte[] command = new byte[header + data];
    command[0] = (byte) 0x80;
    command[1] = (byte) 0xEC;
    if (data > 255) {
      command[5] = (byte) (data >> 8);
      command[6] = (byte) data;
    } else {
      command[4] = (byte) data;
    }
    System.arraycopy(bytes, 0, command, header, data);
    return command;
  }

  static byte[] echoed(int data) {
    byte[] response = Arrays.copyOf(data(data), data + 2);
    response[data] = (byte) 0x90;
    return response;
  }

  private static byte[] data(int length) {
    byte[] data = new byte[length];
    for (int i = 0; i < length; i++) {
      data[i] = (byte) (i * 7 + length);
    }
    return data;
  }
}
