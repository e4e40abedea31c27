package org.countersign.station.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;
import org.countersign.station.config.StationConfig.SigningKey;
import org.countersign.toml.Section;
import org.countersign.trust.remote.ServiceAddress;

/**
 * A section {@code [signing.SUITE]}: {@code kind} is {@code pkcs12}, {@code pkcs11} or {@code
 * remote}; without it the keys {@code pkcs12} and {@code pkcs11-library} tell the first two apart.
 */
final class SigningSection {

  private static final Duration LEAST = Duration.ofMillis(10);

  /** A lane that waits for all three must not be taken for one that stands still. */
  private static final Duration MOST = Duration.ofSeconds(30);

  private SigningSection() {}

  static Optional<SigningKey> read(Section section) {
    String kind = section.optionalText("kind").orElseGet(() -> kindByKeys(section));
    SigningKey key =
        switch (kind) {
          case "remote" -> remote(section);
          case "pkcs11" -> pkcs11(section);
          case "pkcs12" -> pkcs12(section);
          default -> {
            section.problem("kind", "must be \"pkcs12\", \"pkcs11\" or \"remote\"");
            yield pkcs12(section);
          }
        };
    return section.good() ? Optional.of(key) : Optional.empty();
  }

  private static String kindByKeys(Section section) {
    boolean file = section.has("pkcs12");
    boolean token = section.has("pkcs11-library");
    if (file == token) {
      section.problem(
          "pkcs12",
          file
              ? "and pkcs11-library exclude each other"
              : "is missing: name a key file here, a token with pkcs11-library, or a service with"
                  + " kind = \"remote\"");
    }
    return token && !file ? "pkcs11" : "pkcs12";
  }

  private static SigningKey pkcs11(Section section) {
    return new SigningKey.Pkcs11(
        section.path("pkcs11-library"),
        section.text("token", ""),
        section.path("pin-file"),
        section.text("alias", ""),
        section.optionalPath("certificate"));
  }

  private static SigningKey pkcs12(Section section) {
    return new SigningKey.Pkcs12(
        section.path("pkcs12", ""), section.path("password-file"), section.optionalText("alias"));
  }

  private static SigningKey remote(Section section) {
    return new SigningKey.Remote(
        URI.create(
            section.text(
                "url",
                SigningSection::isService,
                "https://host[:port][/path]",
                "https://localhost")),
        section.path("certificate"),
        section.path("client-key"),
        section.path("client-password-file"),
        section.path("ca"),
        section.duration("connect", LEAST, MOST, "5s"),
        section.duration("answer", LEAST, MOST, "10s"),
        section.duration("patience", LEAST, MOST, "20s"));
  }

  private static boolean isService(String text) {
    try {
      return ServiceAddress.isService(new URI(text));
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
