package org.countersign.station.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.countersign.apdu.Bytes;
import org.countersign.personalization.keys.KeyFile;
import org.countersign.personalization.keys.MasterKeys;
import org.countersign.personalization.profile.Profile;
import org.countersign.personalization.profile.ShippedProfiles;
import org.countersign.simulator.CardKind;
import org.countersign.simulator.CardSpec;
import org.countersign.simulator.VirtualCard;
import org.countersign.station.custody.CardKeyDerivation;
import org.countersign.station.custody.CardKeyDerivation.Chip;
import org.countersign.trust.authority.DemoAuthority;
import org.countersign.trust.authority.StationRecipientKey;
import org.countersign.trust.cardkeys.CardKeyAuthority;
import org.countersign.trust.cardkeys.CardKeyBundle;
import org.countersign.trust.signer.Pkcs12Signer;
import org.countersign.trust.signer.Signer;
import org.countersign.trust.signer.SoftHsm;

/**
 * The authority's office that has the master keys, taken off the station's box: it knows the chips
 * of the blanks that it delivered.
 */
final class KeyOffice {

  private static final String WRAPPED =
      """
      [keys.transport]
      kind = "wrapped"
      [keys.issuer]
      kind = "wrapped"
      [wrapping]
      authority = ["trust/key-ca.pem"]
      """;

  private final Profile permit =
      ShippedProfiles.all().stream()
          .filter(p -> p.id().equals("residence-permit"))
          .findFirst()
          .orElseThrow();

  private final DemoAuthority authority;
  private final Path masters;

  /** That the keys are wrapped for. */
  X509Certificate recipient;

  String job = "job-1";
  String forStation = "st-1";
  Instant from = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(60);
  Duration length = Duration.ofHours(8);
  Map<String, Integer> versions = Map.of("transport", 1, "issuer", 1);

  /** Moves the master keys to the office and gives the station a key of its own. */
  KeyOffice(StationFolder station, Path office) throws Exception {
    authority = station.authority;
    masters = Files.move(station.folder.resolve("keys.json"), office.resolve("keys.json"));
    recipient =
        new StationRecipientKey(
                station.folder.resolve("secrets/wrapping.p12"),
                station.folder.resolve("secrets/wrapping.password"),
                station.folder.resolve("wrapping.pem"))
            .create("st-1", Clock.systemUTC());
  }

  /** A blank permit that the office has delivered. */
  static VirtualCard blank() {
    return VirtualCard.make(CardSpec.blank(CardKind.LDS).withMasterKey(CardSpec.testKey(16), true));
  }

  /** As in the delivery list: the number that CPLC gives, and the diversification data. */
  static Chip chip(VirtualCard card) {
    card.powerOn();
    Bytes cplc =
        Bytes.of(card.transmit(new byte[] {(byte) 0x80, (byte) 0xCA, (byte) 0x9F, 0x7F, 0}));
    card.powerOff();
    Bytes value = cplc.slice(3, 3 + 42);
    return new Chip(
        Bytes.concat(value.slice(0, 4), value.slice(16, 18), value.slice(12, 16)),
        Optional.of(Bytes.hex(card.chipId())));
  }

  byte[] envelope(VirtualCard... cards) throws Exception {
    return envelope(authority.keySignerP12(), authority.keySignerPassword(), cards);
  }

  byte[] bySomebodyElse(VirtualCard... cards) throws Exception {
    return envelope(authority.grantSignerP12(), authority.grantSignerPassword(), cards);
  }

  private byte[] envelope(Path key, Path password, VirtualCard... cards) throws Exception {
    List<CardKeyBundle.Card> keys = new ArrayList<>();
    try (MasterKeys read = KeyFile.read(masters);
        Signer signer = Pkcs12Signer.open(key, password, Clock.systemUTC())) {
      CardKeyDerivation derivation = new CardKeyDerivation(permit, read, versions);
      for (VirtualCard card : cards) {
        keys.add(derivation.keys(chip(card)));
      }
      try (CardKeyBundle bundle =
          new CardKeyBundle(forStation, job, from, from.plus(length), keys)) {
        return new CardKeyAuthority(signer, Clock.systemUTC()).seal(bundle, recipient);
      }
    }
  }

  /** What the station's main file says of its keys. */
  static String sections() {
    return WRAPPED
        + """
        pkcs12 = "secrets/wrapping.p12"
        password-file = "secrets/wrapping.password"
        """;
  }

  /** The same if the station's key is in a token. */
  static String sections(SoftHsm token, String alias) {
    return WRAPPED
        + """
        pkcs11-library = "%s"
        token = "%s"
        alias = "%s"
        pin-file = "%s"
        """
            .formatted(token.library, token.label, alias, token.pinFile);
  }
}
