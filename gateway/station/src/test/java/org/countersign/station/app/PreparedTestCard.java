package org.countersign.station.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import org.countersign.apdu.Bytes;
import org.countersign.apdu.Chip;
import org.countersign.apdu.CommandApdu;
import org.countersign.apdu.ContactedChip;
import org.countersign.apdu.Tlv;
import org.countersign.personalization.access.ExternalAuthentication;
import org.countersign.personalization.keys.Secret;
import org.countersign.personalization.profile.Profile;
import org.countersign.personalization.profile.ProfileReader;
import org.countersign.personalization.profile.ShippedProfiles;
import org.countersign.personalization.profile.TestCardReader;
import org.countersign.simulator.CardKind;
import org.countersign.simulator.CardSpec;
import org.countersign.simulator.VirtualCard;
import org.countersign.simulator.VirtualReader;

/** A file card as the shipped profile of a test card wants it. */
public final class PreparedTestCard {

  private static final Duration LIMIT = Duration.ofSeconds(5);

  private PreparedTestCard() {}

  /** With the test key a DF F04353474E5401 and in it a file 0001 of ten bytes. */
  public static VirtualCard make() throws Exception {
    VirtualCard card = VirtualCard.blank(CardKind.FILE);
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
    return card;
  }

  private static void create(Chip chip, String control) throws Exception {
    CommandApdu create = CommandApdu.of(0x00, 0xE0, 0, 0, Tlv.encode(0x62, Bytes.hex(control)));
    assertThat(chip.transmit(create).isOk()).as("CREATE FILE %s", control).isTrue();
  }

  /** What its file 0001 holds. */
  public static String written(VirtualCard card) {
    return new String(
        Objects.requireNonNull(card.contents().get(0x0001)).toArray(), StandardCharsets.US_ASCII);
  }

  /** The shipped profile. */
  public static Profile profile() {
    return switch (TestCardReader.read("file-test-card.json", ShippedProfiles.testCard())) {
      case ProfileReader.Reading.Good good -> good.profile();
      case ProfileReader.Reading.Bad bad -> throw new AssertionError(bad.problems().toString());
    };
  }
}
