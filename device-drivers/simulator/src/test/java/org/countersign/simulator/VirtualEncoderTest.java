package org.countersign.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.countersign.apdu.Bytes;
import org.countersign.driver.CardExit;
import org.countersign.driver.CardFeeder;
import org.countersign.driver.ChipConnection;
import org.countersign.driver.ChipContact;
import org.countersign.driver.DeviceEvent;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DriverContext;
import org.countersign.driver.DriverProvider;
import org.countersign.driver.Effect;
import org.countersign.driver.Fault;
import org.countersign.driver.StorageUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class VirtualEncoderTest {

  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final byte[] SELECT = Bytes.hex("00A4040C07A0000002471001").toArray();
  private static final byte[] INITIALIZE = Bytes.hex("8050000008010203040506070800").toArray();
  private static final byte[] CPLC = Bytes.hex("80CA9F7F00").toArray();

  private final List<DeviceEvent> events = new ArrayList<>();
  private final ManualPace pace = new ManualPace();
  private String tray = "";

  @BeforeEach
  void aTrayOfItsOwn(TestInfo info) {
    tray = "VirtualEncoderTest " + info.getDisplayName();
  }

  @Test
  void the_driver_is_found_and_says_every_key_it_knows() {
    DriverProvider driver =
        ServiceLoader.load(DriverProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(p -> p.descriptor().id().equals("simulator"))
            .findFirst()
            .orElseThrow();

    assertThat(driver.descriptor().configKeys())
        .extracting("name")
        .contains("chip", "hopper", "fault", "latency-page", "max-apdu", "tray");
  }

  @Test
  void cards_go_from_the_hopper_to_the_tray_until_there_are_none() throws Exception {
    VirtualEncoder encoder = open("hopper", "2", "low", "1");
    CardFeeder feeder = encoder.capability(CardFeeder.class).orElseThrow();
    CardExit exit = encoder.capability(CardExit.class).orElseThrow();

    feeder.feed(LIMIT);
    assertFault(Fault.NOT_READY, Effect.NONE, () -> feeder.feed(LIMIT));
    exit.present(LIMIT);
    feeder.feed(LIMIT);
    exit.retain(LIMIT);

    assertFault(Fault.SUPPLY_EMPTY, Effect.NONE, () -> feeder.feed(LIMIT));
    assertFault(Fault.CARD_MISSING, Effect.NONE, () -> exit.present(LIMIT));
    assertThat(feeder.units()).containsExactly(new StorageUnit("hopper", 0, 1));
    assertThat(CardTray.named(tray).presented()).hasSize(1);
    assertThat(CardTray.named(tray).retained()).hasSize(1);
    assertThat(events).extracting(DeviceEvent::kind).contains(DeviceEvent.Kind.STORAGE_CHANGED);
  }

  @Test
  void a_card_laid_back_is_fed_before_the_blanks() throws Exception {
    VirtualEncoder encoder = open("hopper", "1");
    VirtualCard known = VirtualCard.blank(CardKind.LDS);
    CardTray.named(tray).putBack(known);
    CardFeeder feeder = encoder.capability(CardFeeder.class).orElseThrow();

    assertThat(feeder.units()).containsExactly(new StorageUnit("hopper", 2, 10));
    feeder.feed(LIMIT);

    assertThat(encoder.card()).contains(known);
  }

  @Test
  void a_reader_tells_its_size_and_carries_no_more() throws Exception {
    ChipContact extended = fed(open("max-apdu", "1000"));
    ChipConnection connection = extended.powerOn(LIMIT);
    assertThat(connection.maxCommandBytes()).isEqualTo(1009);
    assertThat(connection.protocol()).isEqualTo(ChipConnection.Protocol.T1);
    assertFault(Fault.COMMUNICATION, Effect.NONE, () -> extended.transceive(new byte[1010], LIMIT));

    ChipContact simple = fed(open("max-apdu", "255"));
    assertThat(simple.powerOn(LIMIT).maxCommandBytes()).isEqualTo(261);
  }

  @Test
  void latency_is_a_sum_of_commands_bytes_and_pages_and_time_runs_out() throws Exception {
    ChipContact contact =
        fed(open("latency-apdu", "20000", "latency-byte", "100", "latency-page", "4000"));
    contact.powerOn(LIMIT);
    long before = pace.now;

    byte[] response = contact.transceive(INITIALIZE, LIMIT);

    // One page is the sequence counter's.
    long micros = 20_000 + 100L * (INITIALIZE.length + response.length) + 4_000;
    assertThat(pace.now - before).isEqualTo(micros * 1_000);
    assertFault(
        Fault.TIMEOUT, Effect.UNKNOWN, () -> contact.transceive(CPLC, Duration.ofMillis(19)));
  }

  @Test
  void a_pulled_card_may_have_acted_and_is_gone() throws Exception {
    VirtualEncoder encoder = open("fault", "pull@2");
    ChipContact contact = fed(encoder);
    contact.powerOn(LIMIT);
    contact.transceive(SELECT, LIMIT);

    assertFault(Fault.CARD_TAKEN, Effect.UNKNOWN, () -> contact.transceive(INITIALIZE, LIMIT));
    assertFault(Fault.CARD_MISSING, Effect.NONE, () -> contact.powerOn(LIMIT));
    assertThat(contact.awaitChip(true, Duration.ZERO)).isFalse();
    assertThat(CardTray.named(tray).pulled()).hasSize(1);
    assertThat(events).extracting(DeviceEvent::kind).contains(DeviceEvent.Kind.CARD_REMOVED);
  }

  @Test
  void a_wrong_status_word_comes_instead_of_the_command() throws Exception {
    VirtualEncoder encoder = open("fault", "sw=6581@2");
    ChipContact contact = fed(encoder);
    contact.powerOn(LIMIT);
    contact.transceive(SELECT, LIMIT);
    long pages = encoder.card().orElseThrow().pagesWritten();

    assertThat(contact.transceive(INITIALIZE, LIMIT)).containsExactly(0x65, 0x81);
    assertThat(encoder.card().orElseThrow().pagesWritten()).isEqualTo(pages);
    assertThat(contact.transceive(INITIALIZE, LIMIT)).hasSizeGreaterThan(2);
  }

  @Test
  void a_lost_answer_leaves_what_the_card_did() throws Exception {
    VirtualEncoder encoder = open("fault", "answer-lost@1");
    ChipContact contact = fed(encoder);
    contact.powerOn(LIMIT);
    long pages = encoder.card().orElseThrow().pagesWritten();

    assertFault(Fault.COMMUNICATION, Effect.UNKNOWN, () -> contact.transceive(INITIALIZE, LIMIT));
    assertThat(encoder.card().orElseThrow().pagesWritten()).isEqualTo(pages + 1);
  }

  @Test
  void a_mute_card_does_not_answer_to_reset_or_falls_silent() throws Exception {
    ChipContact mute = fed(open("fault", "mute"));
    assertFault(Fault.CARD_MUTE, Effect.NONE, () -> mute.powerOn(LIMIT));

    ChipContact silent = fed(open("fault", "mute@2"));
    silent.powerOn(LIMIT);
    silent.transceive(SELECT, LIMIT);
    long before = pace.now;
    assertFault(Fault.TIMEOUT, Effect.UNKNOWN, () -> silent.transceive(CPLC, LIMIT));
    assertThat(pace.now - before).isEqualTo(LIMIT.toNanos());
    assertFault(Fault.CARD_MUTE, Effect.NONE, () -> silent.powerOn(LIMIT));
  }

  @Test
  void another_card_in_its_place_is_noticed_or_not() throws Exception {
    VirtualEncoder seen = open("fault", "swap@2");
    ChipContact contact = fed(seen);
    VirtualCard first = seen.card().orElseThrow();
    contact.powerOn(LIMIT);
    contact.transceive(CPLC, LIMIT);
    assertFault(Fault.CARD_TAKEN, Effect.NONE, () -> contact.transceive(CPLC, LIMIT));
    assertFault(Fault.CARD_TAKEN, Effect.NONE, () -> contact.transceive(CPLC, LIMIT));
    contact.powerOn(LIMIT);
    assertThat(seen.card()).isPresent().get().isNotSameAs(first);
    assertThat(CardTray.named(tray).pulled()).containsExactly(first);

    ChipContact unseen = fed(open("fault", "swap-unnoticed@2"));
    unseen.powerOn(LIMIT);
    byte[] one = unseen.transceive(CPLC, LIMIT);
    assertThat(unseen.transceive(CPLC, LIMIT)).hasSameSizeAs(one).isNotEqualTo(one);
  }

  @Test
  void wrong_cards_come_in_order_and_a_jam_brings_none() throws Exception {
    VirtualEncoder encoder =
        open("fault", "foreign card=1; issued card=2; wrong-keys card=3; jam card=4");
    CardFeeder feeder = encoder.capability(CardFeeder.class).orElseThrow();
    CardExit exit = encoder.capability(CardExit.class).orElseThrow();
    ChipContact contact = encoder.capability(ChipContact.class).orElseThrow();

    feeder.feed(LIMIT);
    contact.powerOn(LIMIT);
    assertThat(contact.transceive(SELECT, LIMIT)).containsExactly(0x6A, 0x82);
    exit.retain(LIMIT);
    feeder.feed(LIMIT);
    assertThat(encoder.card().orElseThrow().state().lifeCycle()).isEqualTo("PERSONALIZED");
    exit.retain(LIMIT);
    feeder.feed(LIMIT);
    assertThat(encoder.card().orElseThrow().spec().condition())
        .isEqualTo(CardSpec.Condition.WRONG_KEYS);
    exit.retain(LIMIT);
    assertFault(Fault.CARD_JAM, Effect.UNKNOWN, () -> feeder.feed(LIMIT));
    assertFault(Fault.CARD_MISSING, Effect.NONE, () -> contact.powerOn(LIMIT));
  }

  @Test
  void close_ends_a_running_call_at_once() throws Exception {
    VirtualEncoder encoder =
        new SimulatorDriver()
            .open(
                DriverContext.of("e", config("latency-apdu", "60000000"), event -> {}),
                Pace.real());
    VirtualCard card = VirtualCard.blank(CardKind.LDS);
    encoder.insert(card);
    ChipContact contact = encoder.capability(ChipContact.class).orElseThrow();
    CountDownLatch started = new CountDownLatch(1);
    FutureTask<Fault> call =
        new FutureTask<>(() -> {
          started.countDown();
          try {
            contact.powerOn(Duration.ofMinutes(1));
            return Fault.DRIVER_BUG;
          } catch (DeviceException e) {
            return e.fault();
          }
        });
    Thread.ofPlatform().start(call);
    started.await();

    encoder.close();

    assertThat(call.get(5, TimeUnit.SECONDS)).isEqualTo(Fault.CANCELLED);
    assertFault(Fault.CANCELLED, Effect.NONE, () -> contact.powerOn(LIMIT));
    assertThat(CardTray.named(tray).pulled()).containsExactly(card);
  }

  @Test
  void all_wrong_settings_are_told_at_once_and_no_key_with_them() {
    assertThatThrownBy(() ->
            open(
                "chip",
                "chip",
                "key-size",
                "100",
                "transport-key",
                "404142XX",
                "fault",
                "x",
                "hopper",
                "-1",
                "max-apdu",
                "99999"))
        .isInstanceOfSatisfying(
            DeviceException.class, e -> assertThat(e.fault()).isEqualTo(Fault.CONFIGURATION))
        .hasMessageContainingAll("chip:", "key-size:", "transport-key:", "fault:", "hopper:")
        .hasMessageContaining("max-apdu:")
        .hasMessageNotContaining("404142");
    assertThatThrownBy(() -> open("key-size", "256", "transport-key", "40".repeat(16)))
        .hasMessageContaining("32 are needed");
  }

  private static void assertFault(Fault fault, Effect effect, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            DeviceException.class,
            e -> {
              assertThat(e.fault()).isEqualTo(fault);
              assertThat(e.effect()).isEqualTo(effect);
            });
  }

  private ChipContact fed(VirtualEncoder encoder) throws DeviceException {
    encoder.capability(CardFeeder.class).orElseThrow().feed(LIMIT);
    return encoder.capability(ChipContact.class).orElseThrow();
  }

  private VirtualEncoder open(String... settings) throws DeviceException {
    return new SimulatorDriver()
        .open(DriverContext.of("encoder-1", config(settings), events::add), pace);
  }

  private Map<String, String> config(String... settings) {
    Map<String, String> config = new HashMap<>(Map.of("tray", tray));
    for (int i = 0; i < settings.length; i += 2) {
      config.put(settings[i], settings[i + 1]);
    }
    return config;
  }

  /** Time that passes only by sleeping. */
  private static final class ManualPace implements Pace {

    private long now;

    @Override
    public long nanoTime() {
      return now;
    }

    @Override
    public void sleepUntil(long nanoTime, BooleanSupplier stop) {
      now = Math.max(now, nanoTime);
    }
  }
}
