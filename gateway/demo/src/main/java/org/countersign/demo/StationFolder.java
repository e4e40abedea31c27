package org.countersign.demo;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.countersign.personalization.profile.ProfileReader;
import org.countersign.personalization.profile.ShippedProfiles;
import org.countersign.trust.authority.DemoAuthority;
import org.countersign.trust.authority.GrantAuthority;
import org.countersign.trust.bundle.DetachedSignature;
import org.countersign.trust.grant.Grant;
import org.countersign.trust.secret.SecretFile;
import org.countersign.trust.signer.Pkcs12Signer;
import org.countersign.trust.signer.Signer;
import org.countersign.trust.signer.SignerException;
import org.countersign.trust.suite.SignatureSuite;

/**
 * A pilot station's configuration folder with everything that a centre would send it: specimen
 * authority, document signer, personalisation keys, signed profiles, a grant.
 *
 * <pre>
 * station.toml  grant.json  devices.d/  profiles.d/  secrets/keys.json (0600)  trust/ (authority and key files)
 * </pre>
 */
final class StationFolder {

  /** Where the personalisation keys are in it. */
  static final Path KEY_FILE = Path.of("secrets", "keys.json");

  private static final String ID = "DEMO-0001";
  private static final long MOST_CARDS = 9_999_999;
  private static final Duration GRANTED = Duration.ofDays(90);

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path folder;
  private final Map<String, String> keys;

  private StationFolder(Path folder) {
    this.folder = folder;
    this.keys =
        List.of("transport", "personalization", "issuer", "reading").stream()
            .collect(Collectors.toMap(name -> name, name -> randomKey()));
  }

  /**
   * Makes the folder.
   *
   * @param folder made if missing; must be empty
   * @param port of the API; 0 for any free one
   * @param broker MQTT broker to report to; none for a station on its own
   * @throws IOException if the folder holds something already or cannot be written
   */
  static StationFolder create(
      Path folder, SignatureSuite suite, int port, Optional<URI> broker, Clock clock)
      throws IOException, GeneralSecurityException, SignerException {
    Files.createDirectories(folder);
    try (var content = Files.list(folder)) {
      if (content.findAny().isPresent()) {
        throw new IOException(folder + " is not empty; name a new folder");
      }
    }
    StationFolder made = new StationFolder(folder);
    DemoAuthority authority = DemoAuthority.create(suite, folder.resolve("trust"), clock);
    made.writeKeys();
    made.writeProfiles(authority, clock);
    made.writeMain(suite, port, broker);
    made.writeGrant(authority, clock);
    Files.createDirectories(folder.resolve("devices.d"));
    return made;
  }

  /** Where it is. */
  Path path() {
    return folder;
  }

  /** The country signing authority's certificate. */
  Path csca() {
    return folder.resolve("trust/csca.pem");
  }

  /** The document signer's certificate. */
  Path dsc() {
    return folder.resolve("trust/dsc.pem");
  }

  /** The file of personalisation master keys. */
  Path keyFile() {
    return folder.resolve(KEY_FILE);
  }

  /** Master key, hex, that a product's blanks come with. */
  String blankKey(Product product) {
    return Objects.requireNonNull(keys.get(product.blankKey()));
  }

  /** Adds a virtual encoder whose hopper holds blanks of the product. */
  void addVirtualEncoder(String id, Product product, int blanks, String tray) throws IOException {
    addDevice(
        id,
        """
        driver = "simulator"
        profiles = ["%s"]
        chip = "%s"
        key-diversification = "%s"
        transport-key = "%s"
        hopper = %d
        low = %d
        tray = "%s"
        """
            .formatted(
                product.profile(),
                product.chip(),
                product.diversified() ? "kdf3" : "none",
                blankKey(product),
                blanks,
                Math.min(10, blanks / 5),
                tray));
  }

  /** Adds a PC/SC reader by its name. */
  void addReader(String id, Product product, String reader, Path socket) throws IOException {
    addDevice(
        id,
        """
        driver = "pcsc"
        profiles = ["%s"]
        reader = "%s"
        socket = "%s"
        """
            .formatted(product.profile(), reader, socket));
  }

  /** Adds a device by the text of its file. */
  void addDevice(String id, String toml) throws IOException {
    Files.writeString(folder.resolve("devices.d").resolve(id + ".toml"), toml);
  }

  /** Adds a section to the main file. */
  void addSection(String toml) throws IOException {
    Files.writeString(folder.resolve("station.toml"), toml, StandardOpenOption.APPEND);
  }

  private void writeKeys() throws IOException {
    Path file = keyFile();
    Files.createDirectories(
        file.getParent(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    SecretFile.create(
        file,
        keys.entrySet().stream()
            .map(k ->
                "  \"%s\": {\"algorithm\": \"AES\", \"value\": \"%s\"}"
                    .formatted(k.getKey(), k.getValue()))
            .sorted()
            .collect(Collectors.joining(",\n", "{\"keys\": {\n", "\n}}\n")));
  }

  private void writeProfiles(DemoAuthority authority, Clock clock)
      throws IOException, SignerException {
    Path profiles = Files.createDirectories(folder.resolve("profiles.d"));
    try (Signer signer =
        Pkcs12Signer.open(authority.profileSignerP12(), authority.profileSignerPassword(), clock)) {
      DetachedSignature signature = new DetachedSignature(signer, clock);
      for (String id : ShippedProfiles.IDS) {
        byte[] json = ShippedProfiles.json(id);
        Files.write(profiles.resolve(id + ".json"), json);
        Files.write(profiles.resolve(id + ".json.p7s"), signature.sign(json));
      }
    }
  }

  /** A grant as an authority would send it, of the specimen authority that came with the folder. */
  private void writeGrant(DemoAuthority authority, Clock clock)
      throws IOException, SignerException {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Grant grant =
        new Grant(
            1,
            ID,
            1,
            List.of(new Grant.Serials("CS", 1, MOST_CARDS)),
            ShippedProfiles.IDS.stream().map(StationFolder::product).toList(),
            MOST_CARDS,
            now,
            now.plus(GRANTED),
            Optional.empty(),
            Grant.Head.EMPTY);
    try (Signer signer =
        Pkcs12Signer.open(authority.grantSignerP12(), authority.grantSignerPassword(), clock)) {
      GrantAuthority.write(
          new GrantAuthority(signer, clock).sign(grant), folder.resolve("grant.json"));
    }
  }

  private static Grant.Product product(String shipped) {
    return switch (ProfileReader.read(shipped, ShippedProfiles.json(shipped))) {
      case ProfileReader.Reading.Good good ->
          new Grant.Product(
              good.profile().id(), good.profile().hash().toHex().toLowerCase(Locale.ROOT));
      case ProfileReader.Reading.Bad bad ->
          throw new IllegalStateException(shipped + " has faults: " + bad.problems());
    };
  }

  private void writeMain(SignatureSuite suite, int port, Optional<URI> broker) throws IOException {
    Files.writeString(
        folder.resolve("station.toml"),
        """
        [station]
        id = "%s"
        district = "demo"
        # site = "Hall 3"            # where it stands: stations of one site share power and line

        [http]
        port = %d

        [grant]
        authority = ["trust/grant-ca.pem"]   # grant.json is taken at the first start

        [profiles]
        signers = ["trust/profile-signer.pem"]

        [signing.%s]
        pkcs12 = "trust/dsc.p12"     # a pilot's key: whoever takes the box takes it along
        password-file = "trust/dsc.password"

        [verification]
        csca = ["trust/csca.pem"]

        [keys]
        file = "secrets/keys.json"
        """
                .formatted(ID, port, suite)
            + broker
                .map(uri ->
                    """

                    [fleet]
                    broker = "%s"
                    """
                        .formatted(uri))
                .orElse(""));
  }

  private static String randomKey() {
    byte[] key = new byte[16];
    RANDOM.nextBytes(key);
    return HexFormat.of().withUpperCase().formatHex(key);
  }
}
