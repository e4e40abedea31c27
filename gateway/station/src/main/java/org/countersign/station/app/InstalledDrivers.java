package org.countersign.station.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.countersign.host.bundle.BundleSignatures;
import org.countersign.station.config.ConfigReader;
import org.countersign.station.config.StationConfig;
import org.countersign.station.drivers.DriverCatalogue;
import org.countersign.toml.Problems;
import org.countersign.trust.bundle.SignatureRefused;
import org.countersign.trust.bundle.SignatureVerifier;
import org.countersign.trust.bundle.SigningPurpose;
import org.countersign.trust.x509.Certificates;

/** Takes the drivers installed for a station if those sign them whom the station trusts. */
public final class InstalledDrivers {

  private InstalledDrivers() {}

  /**
   * A catalogue with the installed drivers.
   *
   * @param shipped what the installation has
   * @param problems receives what is wrong with the trust anchors
   */
  public static DriverCatalogue of(
      DriverCatalogue shipped, StationConfig.Drivers config, Clock clock, Problems problems) {
    return shipped.withInstalled(config, signatures(config.trust(), clock, problems));
  }

  /**
   * Judges by the PEM files of a folder; nobody may sign if there are none.
   *
   * @param problems receives what is wrong with the files
   */
  public static BundleSignatures signatures(Path folder, Clock clock, Problems problems) {
    try {
      List<X509Certificate> anchors = anchors(folder);
      return anchors.isEmpty()
          ? BundleSignatures.nobody()
          : judging(new SignatureVerifier(SigningPurpose.DRIVERS, anchors, clock));
    } catch (IOException | GeneralSecurityException e) {
      problems.at(ConfigReader.MAIN_FILE, "drivers.trust", String.valueOf(e.getMessage()));
      return BundleSignatures.nobody();
    }
  }

  private static List<X509Certificate> anchors(Path folder) throws IOException {
    List<X509Certificate> anchors = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.filter(f -> f.toString().endsWith(".pem")).sorted().toList()) {
          anchors.addAll(Certificates.readPem(file));
        }
      }
    }
    return anchors;
  }

  private static BundleSignatures judging(SignatureVerifier verifier) {
    return (listing, signature) -> {
      try {
        X509Certificate signer = verifier.verify(listing, signature);
        return new BundleSignatures.Verdict.SignedBy(signer.getSubjectX500Principal().getName());
      } catch (SignatureRefused e) {
        return new BundleSignatures.Verdict.Refused(String.valueOf(e.getMessage()));
      }
    };
  }
}
