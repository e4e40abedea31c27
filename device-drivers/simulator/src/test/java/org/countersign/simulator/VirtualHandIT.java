package org.countersign.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.countersign.apdu.Bytes;
import org.countersign.driver.ChipContact;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DriverContext;
import org.countersign.driver.Fault;
import org.countersign.pcsc.PcscDriver;
import org.countersign.testbed.PrivatePcscd;
import org.countersign.testbed.RealPart;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The hand at a reader of a real pcscd, with the gateway's own PC/SC driver on the other side. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(90)
class VirtualHandIT {

  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final byte[] CPLC = Bytes.hex("80CA9F7F00").toArray();

  /** Writes a page: the sequence counter's. */
  private static final byte[] INITIALIZE = Bytes.hex("8050000008010203040506070800").toArray();

  private static final HandRhythm QUICK =
      new HandRhythm(Duration.ofMillis(200), Duration.ofSeconds(60), Duration.ofMillis(700));

  private static @Nullable PrivatePcscd pcscd;

  private final CardTray tray = new CardTray("hand");
  private @Nullable Device device;
  private @Nullable VirtualHand hand;

  @BeforeAll
  static void daemon() throws Exception {
    RealPart.requirePcscd();
    pcscd = PrivatePcscd.start(1);
  }

  @AfterAll
  static void noDaemon() {
    if (pcscd != null) {
      pcscd.close();
    }
  }

  @BeforeEach
  void reader() throws Exception {
    Map<String, String> config =
        Map.of("reader", pcscd.readerNames().get(0), "socket", pcscd.socket().toString());
    device = new PcscDriver().open(DriverContext.of("reader-1", config, event -> {}));
  }

  @AfterEach
  void nothingLeft() {
    if (device != null) {
      device.close();
    }
    if (hand != null) {
      hand.close();
    }
  }

  @Test
  void cards_go_through_the_reader_one_after_the_other() throws Exception {
    begin(FaultPlan.none(), 3);
    ChipContact contact = contact();
    for (int i = 1; i <= 3; i++) {
      assertThat(contact.awaitChip(true, LIMIT)).isTrue();
      contact.powerOn(LIMIT);
      Bytes cplc = Bytes.of(contact.transceive(CPLC, LIMIT));
      contact.transceive(INITIALIZE, LIMIT);
      contact.powerOff(LIMIT);
      assertThat(contact.awaitChip(false, LIMIT)).isTrue();
      VirtualCard card = tray.take(LIMIT).orElseThrow();
      assertThat(cplc.slice(13, 21).toHex()).isEqualTo(card.chipId().substring(4));
    }
    assertThat(hand.left()).isZero();
  }

  @Test
  void a_pull_in_the_middle_of_a_command_is_seen_as_taken() throws Exception {
    begin(FaultPlan.parse("pull@2:0 card=1"), 2);
    ChipContact contact = contact();
    assertThat(contact.awaitChip(true, LIMIT)).isTrue();
    contact.powerOn(LIMIT);
    contact.transceive(CPLC, LIMIT);

    assertThatThrownBy(() -> contact.transceive(INITIALIZE, LIMIT))
        .isInstanceOfSatisfying(
            DeviceException.class, e -> assertThat(e.fault()).isEqualTo(Fault.CARD_TAKEN));
    until(() -> tray.pulled().size() == 1);
    assertThat(tray.pulled().get(0).state().pagesWritten()).isZero();
    assertThat(contact.awaitChip(true, LIMIT)).isTrue();
    until(() -> hand.card().isPresent());
    assertThat(hand.card().orElseThrow()).isNotSameAs(tray.pulled().get(0));
  }

  @Test
  void a_wrong_status_word_and_a_lost_answer_come_over_the_reader_too() throws Exception {
    begin(FaultPlan.parse("sw=6581@1; answer-lost@2"), 1);
    ChipContact contact = contact();
    assertThat(contact.awaitChip(true, LIMIT)).isTrue();
    contact.powerOn(LIMIT);

    assertThat(contact.transceive(INITIALIZE, LIMIT)).containsExactly(0x65, 0x81);
    assertThat(hand.card().orElseThrow().pagesWritten()).isZero();
    assertThatThrownBy(() -> contact.transceive(INITIALIZE, LIMIT))
        .isInstanceOf(DeviceException.class);
    until(() -> hand.card().isPresent());
    assertThat(hand.card().orElseThrow().pagesWritten()).isEqualTo(1);
  }

  @Test
  void another_card_lies_in_its_place_after_a_swap() throws Exception {
    begin(FaultPlan.parse("swap@2"), 1);
    ChipContact contact = contact();
    assertThat(contact.awaitChip(true, LIMIT)).isTrue();
    contact.powerOn(LIMIT);
    Bytes first = Bytes.of(contact.transceive(CPLC, LIMIT));
    assertThatThrownBy(() -> contact.transceive(CPLC, LIMIT)).isInstanceOf(DeviceException.class);
    until(() -> tray.pulled().size() == 1 && hand.card().isPresent());

    until(() -> powersUp(contact));

    assertThat(Bytes.of(contact.transceive(CPLC, LIMIT))).isNotEqualTo(first);
  }

  @Test
  void a_card_is_taken_out_on_command() throws Exception {
    begin(FaultPlan.none(), 1);
    ChipContact contact = contact();
    assertThat(contact.awaitChip(true, LIMIT)).isTrue();

    hand.takeOut();

    assertThat(contact.awaitChip(false, LIMIT)).isTrue();
    assertThat(tray.take(LIMIT)).isPresent();
  }

  private void begin(FaultPlan faults, int count) throws DeviceException {
    // The last test's card must be seen to be gone.
    assertThat(contact().awaitChip(false, LIMIT)).isTrue();
    hand =
        new VirtualHand(
            pcscd.port(0), CardSpec.blank(CardKind.LDS), count, faults, Latency.NONE, tray, QUICK);
    hand.start();
  }

  private ChipContact contact() {
    return device.capability(ChipContact.class).orElseThrow();
  }

  private static boolean powersUp(ChipContact contact) {
    try {
      contact.powerOn(LIMIT);
      return true;
    } catch (DeviceException e) {
      return false;
    }
  }

  /** Looks again and again, at most for the limit. */
  private static void until(BooleanSupplier condition) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("deadline passed").isLessThan(deadline);
      LockSupport.parkNanos(10_000_000);
    }
  }
}
