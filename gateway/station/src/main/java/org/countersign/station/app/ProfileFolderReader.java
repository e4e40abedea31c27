package org.countersign.station.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.countersign.personalization.profile.Profile;
import org.countersign.personalization.profile.ProfileReader;
import org.countersign.station.config.ConfigReader;
import org.countersign.station.config.SerialRange;
import org.countersign.station.config.StationConfig;
import org.countersign.toml.Problems;
import org.countersign.trust.bundle.SignatureRefused;
import org.countersign.trust.bundle.SignatureVerifier;
import org.countersign.trust.bundle.SigningPurpose;
import org.countersign.trust.x509.Certificates;

/**
 * Reads every {@code *.json} of the profiles' folder. A profile counts if {@code FILE.p7s} beside
 * it is a signature by one of the configured signers, or if unsigned ones are allowed; its suites
 * must have a key and its serials must fit the station's range.
 */
final class ProfileFolderReader {

  private final StationConfig config;
  private final Set<String> suites;
  private final Clock clock;
  private final Problems problems;
  private final List<String> notes;

  ProfileFolderReader(
      StationConfig config,
      Set<String> suites,
      Clock clock,
      Problems problems,
      List<String> notes) {
    this.config = config;
    this.suites = suites;
    this.clock = clock;
    this.problems = problems;
    this.notes = notes;
  }

  Map<String, Profile> read() {
    Map<String, Profile> profiles = new TreeMap<>();
    Optional<SignatureVerifier> verifier = verifier();
    for (Path file : files()) {
      profile(file, verifier).ifPresent(profile -> add(profiles, file, profile));
    }
    if (config.profiles().allowUnsigned()) {
      notes.add(
          "WARNING: [profiles] allow-unsigned is on, so whoever can write into "
              + config.profiles().folder()
              + " decides what stands on cards; it is for development");
    }
    return profiles;
  }

  private List<Path> files() {
    Path folder = config.profiles().folder();
    if (!Files.isDirectory(folder)) {
      problem("profiles.folder", "there is no folder " + folder);
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> found = files.filter(f -> f.toString().endsWith(".json")).sorted().toList();
      if (found.isEmpty()) {
        problem("profiles.folder", folder + " holds no profile (*.json)");
      }
      return found;
    } catch (IOException e) {
      problem("profiles.folder", folder + " cannot be listed: " + e.getMessage());
      return List.of();
    }
  }

  private Optional<SignatureVerifier> verifier() {
    List<X509Certificate> signers = new ArrayList<>();
    for (Path file : config.profiles().signers()) {
      try {
        signers.addAll(Certificates.readPem(file));
      } catch (IOException e) {
        problem("profiles.signers", String.valueOf(e.getMessage()));
      }
    }
    try {
      return signers.isEmpty()
          ? Optional.empty()
          : Optional.of(new SignatureVerifier(SigningPurpose.CARD_PROFILES, signers, clock));
    } catch (GeneralSecurityException e) {
      problem("profiles.signers", String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private Optional<Profile> profile(Path file, Optional<SignatureVerifier> verifier) {
    String name = name(file);
    try {
      byte[] json = Files.readAllBytes(file);
      if (verifier.isPresent() || !config.profiles().allowUnsigned()) {
        verify(name, file, json, verifier);
      }
      return switch (ProfileReader.read(name, json)) {
        case ProfileReader.Reading.Good good -> Optional.of(good.profile());
        case ProfileReader.Reading.Bad bad -> {
          bad.problems().forEach(p -> problems.add(name, p.toString()));
          yield Optional.empty();
        }
      };
    } catch (IOException e) {
      problems.add(name, "cannot be read: " + e.getMessage());
      return Optional.empty();
    }
  }

  private void verify(String name, Path file, byte[] json, Optional<SignatureVerifier> verifier)
      throws IOException {
    Path signature = file.resolveSibling(file.getFileName() + ".p7s");
    if (!Files.exists(signature) && config.profiles().allowUnsigned()) {
      return;
    }
    if (verifier.isEmpty()) {
      return; // Nobody may sign: that is told once, at the key.
    }
    try {
      byte[] signed = Files.exists(signature) ? Files.readAllBytes(signature) : new byte[0];
      X509Certificate by = verifier.get().verify(json, signed);
      notes.add(name + " is signed by " + by.getSubjectX500Principal());
    } catch (SignatureRefused e) {
      problems.add(name, "is not taken: " + e.getMessage());
    }
  }

  private void add(Map<String, Profile> profiles, Path file, Profile profile) {
    String name = name(file);
    if (profiles.putIfAbsent(profile.id(), profile) != null) {
      problems.add(name, "another file has a profile " + profile.id() + " already; remove one");
    }
    if (!profile.suites().isEmpty() && Collections.disjoint(profile.suites(), suites)) {
      problems.add(
          name,
          "is signed with one of "
              + profile.suites()
              + ", but [signing] has a key for none of them: "
              + (suites.isEmpty() ? "it has none at all" : "it has " + suites));
    }
    config.serials().ifPresent(serials -> requireFit(profile, serials));
  }

  private void requireFit(Profile profile, SerialRange serials) {
    for (String serial : List.of(serials.serial(serials.first()), serials.serial(serials.last()))) {
      if (!profile.serialFormat().matches(serial)) {
        problem(
            "serials.prefix",
            "gives serials like "
                + serial
                + ", but profile "
                + profile.id()
                + " wants "
                + profile.serialFormat());
      }
    }
  }

  /** As the problems call the file. */
  private String name(Path file) {
    return config.profiles().folder().getFileName() + "/" + file.getFileName();
  }

  private void problem(String key, String problem) {
    problems.at(ConfigReader.MAIN_FILE, key, problem);
  }
}
