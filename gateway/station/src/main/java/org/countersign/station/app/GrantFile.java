package org.countersign.station.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.countersign.station.config.ConfigReader;
import org.countersign.station.config.StationConfig.GrantFiles;
import org.countersign.toml.Problems;
import org.countersign.trust.bundle.SignatureRefused;
import org.countersign.trust.bundle.SignatureVerifier;
import org.countersign.trust.bundle.SigningPurpose;
import org.countersign.trust.grant.Grant;
import org.countersign.trust.grant.GrantJson;
import org.countersign.trust.grant.SignedGrant;
import org.countersign.trust.x509.Certificates;

/** The grant that a configuration names, and who may have signed it. */
record GrantFile(GrantFiles config, Clock clock) {

  /**
   * Looks at everything that can be seen without the ledger. A grant that cannot be taken does not
   * keep the station from starting: another one may be in force.
   *
   * @return who may sign grants; empty for a pilot, and if something is wrong with them
   */
  Optional<SignatureVerifier> check(Problems problems, List<String> notes) {
    if (!config.required()) {
      notes.add(
          "WARNING: the station issues without a grant ([grant] required = false): nobody but the"
              + " station itself limits what it issues. For pilots alone");
      return Optional.empty();
    }
    Optional<SignatureVerifier> verifier = verifier(problems);
    verifier.ifPresent(found -> look(found, notes));
    return verifier;
  }

  private Optional<SignatureVerifier> verifier(Problems problems) {
    List<X509Certificate> pinned = new ArrayList<>();
    for (Path file : config.authorities()) {
      try {
        pinned.addAll(Certificates.readPem(file));
      } catch (IOException e) {
        problems.at(ConfigReader.MAIN_FILE, "grant.authority", String.valueOf(e.getMessage()));
      }
    }
    try {
      return pinned.isEmpty()
          ? Optional.empty()
          : Optional.of(new SignatureVerifier(SigningPurpose.GRANTS, pinned, clock));
    } catch (GeneralSecurityException e) {
      problems.at(ConfigReader.MAIN_FILE, "grant.authority", String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private void look(SignatureVerifier verifier, List<String> notes) {
    if (!Files.exists(config.file())) {
      notes.add(
          "there is no grant in "
              + config.file()
              + "; unless one was installed, the station issues nothing");
      return;
    }
    try {
      SignedGrant signed = SignedGrant.read(config.file());
      verifier.verify(signed.json(), signed.signature());
      Grant grant = GrantJson.read(signed.json());
      notes.add(
          "grant "
              + grant.number()
              + " is for "
              + grant.maxCards()
              + " card(s) until "
              + grant.notAfter());
    } catch (IOException | SignatureRefused e) {
      notes.add("WARNING: the grant in " + config.file() + " is not taken: " + e.getMessage());
    }
  }
}
