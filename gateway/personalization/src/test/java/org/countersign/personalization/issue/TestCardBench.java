package org.countersign.personalization.issue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.countersign.apdu.Bytes;
import org.countersign.apdu.Chip;
import org.countersign.apdu.CommandApdu;
import org.countersign.apdu.ContactedChip;
import org.countersign.apdu.Tlv;
import org.countersign.driver.ChipContact;
import org.countersign.personalization.TestApplications;
import org.countersign.personalization.access.ExternalAuthentication;
import org.countersign.personalization.issue.IssuanceJournal.AttemptOutcome;
import org.countersign.personalization.keys.MasterKeys;
import org.countersign.personalization.keys.Secret;
import org.countersign.personalization.plan.PlanCompiler;
import org.countersign.personalization.profile.Profile;
import org.countersign.personalization.profile.ProfileReader;
import org.countersign.personalization.profile.ShippedProfiles;
import org.countersign.personalization.profile.TestCardReader;
import org.countersign.simulator.CardKind;
import org.countersign.simulator.CardSpec;
import org.countersign.simulator.VirtualCard;
import org.countersign.simulator.VirtualReader;

/** A prepared test card and all that its run needs. */
final class TestCardBench implements TestCardJournal {

  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final int MOST_UNSETTLED = 2;

  final VirtualCard card = VirtualCard.blank(CardKind.FILE);
  final Set<String> refused = new HashSet<>();
  int attempts;
  int unsettled;
  boolean diskFull;

  /** Every look at the clock is a millisecond later. */
  private final AtomicLong nanos = new AtomicLong();

  TestCardBench() throws Exception {
    prepare(card);
  }

  /** With the personalisation key a DF F04353474E5401 and in it a file 0001 of ten bytes. */
  private static void prepare(VirtualCard card) throws Exception {
    VirtualReader reader = VirtualReader.with(card);
    Object ignored = reader.powerOn(LIMIT);
    Chip chip = new ContactedChip(reader, LIMIT);
    try (Secret key = Secret.of(CardSpec.testKey(16).toArray())) {
      new ExternalAuthentication(chip)
          .authenticate(0x01, ExternalAuthentication.Algorithm.AES, key);
    }
    // 82 descriptor: DF; 83 identifier D000; 84 name
    create(chip, "820138" + "8302D000" + "8407F04353474E5401");
    // 82 descriptor: transparent EF; 83 identifier 0001; 80 size 10; 8C read and update never
    create(chip, "820101" + "83020001" + "8002000A" + "8C0303FFFF");
    reader.powerOff(LIMIT);
  }

  private static void create(Chip chip, String control) throws Exception {
    CommandApdu create = CommandApdu.of(0x00, 0xE0, 0, 0, Tlv.encode(0x62, Bytes.hex(control)));
    assertThat(chip.transmit(create).isOk()).as("CREATE FILE %s", control).isTrue();
  }

  static Profile profile(int version) {
    String json = new String(ShippedProfiles.testCard(), StandardCharsets.UTF_8);
    String text = json.replace("\"version\": 1", "\"version\": " + version);
    return switch (TestCardReader.read(
        "file-test-card.json", text.getBytes(StandardCharsets.UTF_8))) {
      case ProfileReader.Reading.Good good -> good.profile();
      case ProfileReader.Reading.Bad bad -> throw new AssertionError(bad.problems().toString());
    };
  }

  TestCardResult run(ChipContact contact) {
    return run(contact, 1, CardSpec.testKey(16), TestApplications.TODAY);
  }

  TestCardResult run(ChipContact contact, int version, Bytes key, Clock clock) {
    try (MasterKeys keys = new MasterKeys(Map.of("test", Secret.of(key.toArray())))) {
      return new TestCardRun(
              Map.of(card.chipId(), profile(version)),
              keys,
              new PlanCompiler(new TestSignatures()),
              LIMIT,
              () -> nanos.addAndGet(1_000_000),
              clock)
          .run(contact, this);
    }
  }

  /** What the file 0001 holds. */
  String written() {
    return new String(
        Objects.requireNonNull(card.contents().get(0x0001)).toArray(), StandardCharsets.US_ASCII);
  }

  @Override
  public Permission attempt(String chip, String keys) {
    if (diskFull) {
      throw new UncheckedIOException(new IOException("disk full"));
    }
    if (refused.contains(keys)) {
      return Permission.KEYS_REFUSED;
    }
    if (unsettled >= MOST_UNSETTLED) {
      return Permission.TRIES_AT_RISK;
    }
    attempts++;
    unsettled++;
    return Permission.GRANTED;
  }

  @Override
  public void attempted(String chip, AttemptOutcome outcome) {
    switch (outcome) {
      case AttemptOutcome.Accepted accepted -> {
        unsettled = 0;
        refused.clear();
      }
      case AttemptOutcome.Unspent unspent -> unsettled--;
      case AttemptOutcome.Refused keys -> {
        unsettled--;
        refused.add(keys.way());
      }
    }
  }
}
