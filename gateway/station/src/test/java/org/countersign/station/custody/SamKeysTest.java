package org.countersign.station.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.countersign.apdu.Bytes;
import org.countersign.driver.Capability;
import org.countersign.driver.ChipConnection;
import org.countersign.driver.ChipContact;
import org.countersign.driver.Device;
import org.countersign.driver.DeviceException;
import org.countersign.driver.DeviceInfo;
import org.countersign.personalization.keys.CardKeys;
import org.countersign.personalization.keys.Diversification;
import org.countersign.personalization.keys.KeySource;
import org.countersign.personalization.keys.KeyUnavailableException;
import org.countersign.personalization.keys.Secret;
import org.countersign.simulator.CardKind;
import org.countersign.simulator.VirtualCard;
import org.countersign.simulator.VirtualReader;
import org.countersign.station.custody.SamKeys.Slot;
import org.countersign.station.selftest.Finding;
import org.countersign.station.selftest.SamCheck;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SamKeysTest {

  private static final Bytes KDD = Bytes.hex("89860011223344556677");

  @TempDir Path folder;
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1); // The clock may wrap.
  private final VirtualReader reader = new VirtualReader();
  private final Hanging contact = new Hanging();
  private Path order;
  private SoftSam sam;
  private SamKeys keys;

  /** A reader that is plugged in. */
  private final class Opened implements Device {
    @Override
    public DeviceInfo info() {
      throw new UnsupportedOperationException("nobody asks");
    }

    @Override
    public Set<Class<? extends Capability>> capabilities() {
      return Set.of(ChipContact.class);
    }

    @Override
    public <C extends Capability> Optional<C> capability(Class<C> type) {
      return type.isInstance(contact) ? Optional.of(type.cast(contact)) : Optional.empty();
    }

    @Override
    public void reset() {}

    @Override
    public void close() {
      // The reader itself stays for the next opening.
    }
  }

  /** The reader, behind a driver that may not come back from a call, whoever interrupts it. */
  private final class Hanging implements ChipContact {
    private final ReentrantLock call = new ReentrantLock();
    private final AtomicLong calls = new AtomicLong();

    @Override
    public boolean awaitChip(boolean present, Duration limit) throws DeviceException {
      return reader.awaitChip(present, limit);
    }

    @Override
    public ChipConnection powerOn(Duration limit) throws DeviceException {
      return reader.powerOn(limit);
    }

    @Override
    public void powerOff(Duration limit) throws DeviceException {
      reader.powerOff(limit);
    }

    @Override
    public byte[] transceive(byte[] command, Duration limit) throws DeviceException {
      calls.incrementAndGet();
      call.lock();
      try {
        return reader.transceive(command, limit);
      } finally {
        call.unlock();
      }
    }
  }

  @BeforeEach
  void start() throws Exception {
    order = folder.resolve("sam.order");
    sam = new SoftSam();
    keys =
        new SamKeys(
            Map.of("transport", new Slot(1, "CHANNEL"), "issuer", new Slot(2, "CHANNEL")),
            Opened::new,
            SoftSam.pairing(),
            order,
            Duration.ofSeconds(2),
            nanos::get);
    reader.insert(sam.card());
    keys.start(Duration.ofMillis(10));
    until(() -> keys.state().trouble().isEmpty());
  }

  @AfterEach
  void stop() {
    keys.close();
  }

  private static void until(BooleanSupplier reached) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    for (int i = 0; i < 2_000 && !reached.getAsBoolean(); i++) {
      assertThat(never.await(10, TimeUnit.MILLISECONDS)).isFalse();
    }
    assertThat(reached.getAsBoolean()).isTrue();
  }

  private void topUp(int number, long cards) throws Exception {
    long before = keys.state().left().orElse(0L);
    sam.topUp(order, number, cards);
    untilLater(() -> keys.state().left().orElse(0L) == before + cards);
  }

  /** An order is taken when it was seen unchanged for two seconds. */
  private void untilLater(BooleanSupplier reached) throws InterruptedException {
    until(() -> {
      nanos.addAndGet(Duration.ofSeconds(1).toNanos());
      return reached.getAsBoolean();
    });
  }

  private static KeySource.Request request(String set, String role) {
    return new KeySource.Request(set, role, Diversification.KDF3, KDD);
  }

  private static KeySource.Order wanted() {
    return new KeySource.Order(
        "job-1",
        Set.of(
            new KeySource.Name("transport", "enc"),
            new KeySource.Name("transport", "mac"),
            new KeySource.Name("issuer", "dek")),
        Optional.empty());
  }

  @Test
  void it_gives_the_keys_of_each_slot_and_counts_the_card_once() throws Exception {
    topUp(1, 10);
    try (CardKeys card = keys.forCard(wanted(), KDD, false)) {
      assertThat(card.key(request("transport", "mac")))
          .isEqualTo(Diversification.KDF3.derive(SoftSam.secret(SoftSam.TRANSPORT), 2, KDD));
      assertThat(card.key(request("issuer", "dek")))
          .isEqualTo(Diversification.KDF3.derive(SoftSam.secret(SoftSam.ISSUER), 3, KDD));
    }
    until(() -> keys.state().left().orElse(0L) == 9);
  }

  @Test
  void a_sam_that_is_pulled_in_the_middle_of_a_card_does_not_hinder_it() throws Exception {
    topUp(1, 10);
    try (CardKeys card = keys.forCard(wanted(), KDD, false)) {
      Secret first = card.key(request("transport", "enc"));
      reader.remove();
      assertThat(first.size()).isEqualTo(16);
      assertThat(card.key(request("issuer", "dek"))).isNotNull();
      assertThatExceptionOfType(KeyUnavailableException.class)
          .isThrownBy(() -> keys.key(request("issuer", "enc")))
          .withMessageContaining("no key came from the SAM");
    }
  }

  @Test
  void pulled_it_stops_new_cards_with_words_and_put_back_it_goes_on() throws Exception {
    topUp(1, 10);
    reader.remove();
    until(() -> keys.outage(Set.of("transport")).isPresent());
    assertThat(keys.outage(Set.of("transport")).orElseThrow()).contains("SAM");
    assertThatExceptionOfType(KeyUnavailableException.class)
        .isThrownBy(() -> keys.forCard(wanted(), KDD, false));
    assertThat(look()).isEqualTo("sam.away");
    reader.insert(sam.card());
    until(() -> keys.outage(Set.of("transport")).isEmpty());
    try (CardKeys card = keys.forCard(wanted(), KDD, false)) {
      assertThat(card.key(request("transport", "enc"))).isNotNull();
    }
  }

  private String look() {
    return new SamCheck(keys::state, 5)
        .look().stream().map(Finding::code).findFirst().orElseThrow();
  }

  @Test
  void what_is_left_is_told_ahead_of_time_and_none_left_stops_new_cards_alone() throws Exception {
    assertThat(keys.outage(Set.of("transport")).orElseThrow()).contains("top-up 1");
    assertThat(look()).isEqualTo("sam.empty");
    topUp(1, 1);
    assertThat(look()).isEqualTo("sam.low");
    try (CardKeys card = keys.forCard(wanted(), KDD, false)) {
      assertThat(card.key(request("transport", "enc"))).isNotNull();
    }
    until(() -> look().equals("sam.empty"));
    try (CardKeys begun = keys.forCard(wanted(), KDD, true)) {
      assertThat(begun.key(request("issuer", "dek"))).isNotNull();
    }
    topUp(2, 100);
    assertThat(look()).isEqualTo("sam.good");
    assertThat(Files.exists(folder.resolve("sam.order.taken"))).isTrue();
  }

  @Test
  void an_order_that_is_not_the_authoritys_is_put_aside() throws Exception {
    Files.write(order, new byte[] {1, 0, 0, 1, 0, 0, 0, 9, 1, 2, 3, 4, 5, 6, 7, 8});
    untilLater(() -> Files.exists(folder.resolve("sam.order.refused")));
    assertThat(keys.state().left()).contains(0L);
    topUp(1, 3);
    untilLater(() -> Files.exists(folder.resolve("sam.order.taken")));
    Files.move(folder.resolve("sam.order.taken"), order);
    untilLater(() -> Files.exists(folder.resolve("sam.order.taken")));
    assertThat(keys.state().left()).contains(3L);
  }

  @Test
  void a_reader_that_hangs_in_a_call_is_away_and_back_when_the_call_returns() throws Exception {
    topUp(1, 10);
    looked();
    contact.call.lock();
    until(contact.call::hasQueuedThreads);
    nanos.addAndGet(Duration.ofSeconds(11).toNanos());
    assertThat(keys.outage(Set.of("transport"))).isEmpty();
    nanos.addAndGet(1);
    assertThat(keys.outage(Set.of("transport")).orElseThrow())
        .contains("has not answered for more than 11 s", "pull its plug");
    assertThat(keys.state().left()).isEmpty();
    assertThat(look()).isEqualTo("sam.away");
    assertThatExceptionOfType(KeyUnavailableException.class)
        .isThrownBy(() -> keys.forCard(wanted(), KDD, false));
    contact.call.unlock();
    until(() -> keys.outage(Set.of("transport")).isEmpty());
  }

  @Test
  void looks_that_fail_are_looks_and_what_they_failed_with_is_told() throws Exception {
    reader.remove();
    for (int i = 0; i < 5; i++) {
      nanos.addAndGet(Duration.ofSeconds(12).toNanos());
      until(() -> keys.state().trouble().contains("cannot be reached"));
    }
  }

  @Test
  void an_order_that_is_still_being_copied_is_left_alone() throws Exception {
    sam.topUp(folder.resolve("whole"), 1, 7);
    byte[] whole = Files.readAllBytes(folder.resolve("whole"));
    for (int size = 0; size < whole.length; size += 4) {
      Files.write(order, Arrays.copyOf(whole, size));
      looked();
      nanos.addAndGet(Duration.ofMillis(1_900).toNanos());
      looked();
      assertThat(order).hasSize(size);
    }
    Files.write(order, whole);
    untilLater(() -> keys.state().left().orElse(0L) == 7);
    assertThat(folder).isDirectoryNotContaining(file -> file.toString().endsWith(".refused"));
  }

  /** A look asks for the status before and behind the order: one was whole after four answers. */
  private void looked() throws InterruptedException {
    long before = contact.calls.get();
    until(() -> contact.calls.get() >= before + 4);
  }

  @Test
  void another_card_in_the_reader_is_told_from_the_sam() throws Exception {
    reader.remove();
    reader.insert(VirtualCard.blank(CardKind.LDS));
    until(() -> keys.state().trouble().contains("it is no SAM; put the SAM in"));
  }

  @Test
  void a_set_without_its_master_key_and_a_key_that_would_be_the_master_are_refused()
      throws Exception {
    topUp(1, 1);
    assertThatExceptionOfType(KeyUnavailableException.class)
        .isThrownBy(() ->
            keys.key(
                new KeySource.Request("transport", "enc", Diversification.NONE, Bytes.empty())))
        .withMessageContaining("derives by KDF3");
    assertThat(keys.state().left()).contains(1L);
  }
}
