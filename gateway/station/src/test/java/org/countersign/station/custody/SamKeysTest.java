package org.countersign.station.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.countersign.apdu.Bytes;
import org.countersign.driver.Capability;
import org.countersign.driver.ChipContact;
import org.countersign.driver.Device;
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
  private final VirtualReader reader = new VirtualReader();
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
      return type.isInstance(reader) ? Optional.of(type.cast(reader)) : Optional.empty();
    }

    @Override
    public void reset() {}

    @Override
    public void close() {
      // The reader itself stays for the next opening.
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
            Duration.ofSeconds(2));
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
    until(() -> keys.state().left().orElse(0L) == before + cards);
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
    until(() -> Files.exists(folder.resolve("sam.order.refused")));
    assertThat(keys.state().left()).contains(0L);
    topUp(1, 3);
    until(() -> Files.exists(folder.resolve("sam.order.taken")));
    Files.move(folder.resolve("sam.order.taken"), order);
    until(() -> Files.exists(folder.resolve("sam.order.taken")));
    assertThat(keys.state().left()).contains(3L);
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
