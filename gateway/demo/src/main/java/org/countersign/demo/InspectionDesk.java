package org.countersign.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.countersign.apdu.Bytes;
import org.countersign.driver.DeviceException;
import org.countersign.personalization.issue.AccessSecrets;
import org.countersign.personalization.issue.Inspection;
import org.countersign.personalization.issue.InspectionException;
import org.countersign.personalization.keys.KeyFile;
import org.countersign.personalization.keys.KeyFileException;
import org.countersign.personalization.profile.Profile;
import org.countersign.personalization.profile.ShippedProfiles;
import org.countersign.simulator.VirtualCard;
import org.countersign.simulator.VirtualReader;
import org.countersign.station.app.TrustVerifier;
import org.countersign.trust.passive.PassiveAuthentication;
import org.countersign.trust.x509.Certificates;

/**
 * Reads finished cards as an inspection system would: on another reader, knowing only what is
 * printed on the card (or the reading key, for cards without a machine-readable zone) and the
 * country signing authority's certificate. One thread.
 */
final class InspectionDesk {

  private static final Duration EXCHANGE_LIMIT = Duration.ofSeconds(10);

  private final Profile profile;
  private final Product product;
  private final StationFolder station;
  private final Inspection inspection;

  InspectionDesk(Product product, StationFolder station, Clock clock)
      throws IOException, GeneralSecurityException {
    this.product = product;
    this.station = station;
    this.profile = ShippedProfiles.profile(product.profile());
    this.inspection =
        new Inspection(
            new TrustVerifier(
                PassiveAuthentication.trusting(Certificates.readPem(station.csca()), clock)),
            EXCHANGE_LIMIT);
  }

  /**
   * Reads a card.
   *
   * @param serial as printed on it
   * @param data text elements of its application
   */
  Finding inspect(VirtualCard card, String serial, Map<String, String> data) {
    try {
      Inspection.Report report =
          inspection.inspect(profile, secrets(serial, data), VirtualReader.with(card));
      return new Finding(report.verdict().summary(), report.files());
    } catch (DeviceException | InspectionException e) {
      return new Finding(String.valueOf(e.getMessage()), Map.of());
    } catch (IOException | KeyFileException e) {
      return new Finding("reading key: " + e.getMessage(), Map.of());
    }
  }

  private AccessSecrets secrets(String serial, Map<String, String> data)
      throws IOException, KeyFileException {
    return switch (product) {
      case RESIDENCE_PERMIT ->
          new AccessSecrets.DocumentData(
              serial, yyMMdd(data, "birthDate"), yyMMdd(data, "expiryDate"));
      case REGISTRATION_CARD -> new AccessSecrets.Keys(KeyFile.read(station.keyFile()));
    };
  }

  private static String yyMMdd(Map<String, String> data, String element) {
    return Objects.requireNonNull(data.get(element), element).replace("-", "").substring(2);
  }

  /**
   * What was found.
   *
   * @param verdict {@code good}, or the first check that failed
   * @param files whole contents by name as read from the chip; empty if it did not open
   */
  record Finding(String verdict, Map<String, Bytes> files) {

    boolean good() {
      return verdict.equals("good");
    }

    /** The verdict alone, for a run of many cards. */
    Finding withoutFiles() {
      return new Finding(verdict, Map.of());
    }

    /** Writes every file as {@code <name>.bin}. */
    void write(Path folder) throws IOException {
      Files.createDirectories(folder);
      for (var file : files.entrySet()) {
        Files.write(folder.resolve(file.getKey() + ".bin"), file.getValue().toArray());
      }
    }

    @Override
    public String toString() {
      return "Finding[" + verdict + " " + files.keySet() + "]";
    }
  }
}
