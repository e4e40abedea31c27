package org.countersign.station.app;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.countersign.apdu.Bytes;
import org.countersign.driver.DriverContext;
import org.countersign.driver.DriverProvider;
import org.countersign.personalization.keys.Diversification;
import org.countersign.personalization.keys.KeySource;
import org.countersign.personalization.keys.KeySources;
import org.countersign.personalization.keys.KeyUnavailableException;
import org.countersign.personalization.keys.MasterKeys;
import org.countersign.personalization.profile.Expression;
import org.countersign.personalization.profile.Profile;
import org.countersign.personalization.scp03.StaticKeys;
import org.countersign.station.config.ConfigReader;
import org.countersign.station.config.StationConfig;
import org.countersign.station.config.StationConfig.KeySet;
import org.countersign.station.config.StationConfig.Wrapping;
import org.countersign.station.custody.SamKeys;
import org.countersign.station.custody.WrappedKeys;
import org.countersign.station.drivers.DriverCatalogue;
import org.countersign.toml.NearName;
import org.countersign.toml.Problems;
import org.countersign.trust.cardkeys.EnvelopeOpener;
import org.countersign.trust.cardkeys.Pkcs11RecipientKey;
import org.countersign.trust.cardkeys.Pkcs12RecipientKey;
import org.countersign.trust.cardkeys.RecipientKey;
import org.countersign.trust.signer.Pkcs11Token;
import org.countersign.trust.signer.SignerException;
import org.countersign.trust.x509.Certificates;

/** Opens the sources of card keys that a configuration names. */
final class StationKeys implements AutoCloseable {

  private final KeySource source;
  private final Optional<SamKeys> sam;
  private final List<Runnable> closers;

  private StationKeys(KeySource source, Optional<SamKeys> sam, List<Runnable> closers) {
    this.source = source;
    this.sam = sam;
    this.closers = List.copyOf(closers);
  }

  /** The SAM; its reader is opened when it is started. */
  Optional<SamKeys> sam() {
    return sam;
  }

  /** All of them as one. */
  KeySource source() {
    return source;
  }

  @Override
  public void close() {
    closers.forEach(Runnable::run);
  }

  /** Empty if something is wrong, which is told then. */
  static Optional<StationKeys> open(
      StationConfig config,
      DriverCatalogue drivers,
      Map<String, Profile> profiles,
      Clock clock,
      Problems problems) {
    return new Opening(config, drivers, clock, problems).open(profiles);
  }

  private static final class Opening {

    private final StationConfig config;
    private final DriverCatalogue drivers;
    private final StationConfig.CardKeys keys;
    private final Clock clock;
    private final Problems problems;
    private final List<Runnable> closers = new ArrayList<>();

    Opening(StationConfig config, DriverCatalogue drivers, Clock clock, Problems problems) {
      this.config = config;
      this.drivers = drivers;
      this.keys = config.keys();
      this.clock = clock;
      this.problems = problems;
    }

    Optional<StationKeys> open(Map<String, Profile> profiles) {
      int before = problems.count();
      MasterKeys masters = masterKeys().orElseGet(() -> new MasterKeys(Map.of()));
      closers.add(masters::close);
      Map<String, KeySource> bySet = new HashMap<>();
      keys.wrapping().flatMap(this::wrapped).ifPresent(source -> put(bySet, source));
      Optional<SamKeys> sam = keys.sam().flatMap(wanted -> sam(wanted, profiles));
      sam.ifPresent(source -> slots(profiles).keySet().forEach(set -> bySet.put(set, source)));
      if (problems.count() == before) {
        requireAll(profiles, masters);
      }
      if (problems.count() > before) {
        closers.forEach(Runnable::run);
        return Optional.empty();
      }
      return Optional.of(new StationKeys(new KeySources(bySet, masters), sam, closers));
    }

    private void put(Map<String, KeySource> bySet, WrappedKeys source) {
      versions().keySet().forEach(set -> bySet.put(set, source));
    }

    private Map<String, Integer> versions() {
      Map<String, Integer> versions = new HashMap<>();
      keys.sets()
          .forEach((name, set) -> {
            if (set instanceof KeySet.Wrapped wrapped) {
              versions.put(name, wrapped.version());
            }
          });
      return versions;
    }

    private Map<String, SamKeys.Slot> slots(Map<String, Profile> profiles) {
      Map<String, SamKeys.Slot> slots = new HashMap<>();
      keys.sets()
          .forEach((name, set) -> {
            if (set instanceof KeySet.InSam in) {
              slots.put(name, new SamKeys.Slot(in.slot(), input(name, profiles)));
            }
          });
      return slots;
    }

    /** What all profiles derive a set's keys from; a word of its own if they differ. */
    private static String input(String set, Map<String, Profile> profiles) {
      Set<String> words = new HashSet<>();
      for (Profile profile : profiles.values()) {
        Optional.ofNullable(profile.keys().get(set)).ifPresent(k -> words.add(k.input().name()));
      }
      return words.size() == 1 ? words.iterator().next() : set;
    }

    private Optional<SamKeys> sam(StationConfig.Sam wanted, Map<String, Profile> profiles) {
      requireDerivable(profiles);
      Optional<DriverProvider> driver = drivers.provider(wanted.driver(), Optional.empty());
      Optional<StaticKeys> pairing = pairing(wanted.pairingFile());
      if (driver.isEmpty() || pairing.isEmpty()) {
        return Optional.empty();
      }
      DriverContext context = DriverContext.of("sam", wanted.settings(), event -> {});
      SamKeys sam =
          new SamKeys(
              slots(profiles),
              () -> driver.get().open(context),
              pairing.get(),
              wanted.orderFile(),
              config.limits().devices().exchange(),
              System::nanoTime);
      closers.add(sam::close);
      return Optional.of(sam);
    }

    private void requireDerivable(Map<String, Profile> profiles) {
      for (Profile profile : profiles.values()) {
        for (Expression.KeySet set : profile.keys().values()) {
          if (keys.sets().get(set.name()) instanceof KeySet.InSam
              && (set.method() != Diversification.KDF3 || set.keyBytes() != 16)) {
            problem(
                "keys." + set.name(),
                "is derived by "
                    + set.method()
                    + " with "
                    + set.keyBytes()
                    + " bytes in profile "
                    + profile.id()
                    + ", and the SAM derives by KDF3 with 16 alone: it gives no master key away");
          }
        }
      }
    }

    private Optional<StaticKeys> pairing(Path file) {
      Optional<MasterKeys> read = keyFile("sam.pairing-file", file);
      if (read.isEmpty()) {
        return Optional.empty();
      }
      try (MasterKeys found = read.get()) {
        return Optional.of(StaticKeys.from(found, "sam", Diversification.NONE, Bytes.empty()));
      } catch (KeyUnavailableException | IllegalArgumentException e) {
        problem(
            "sam.pairing-file", "sam.enc, sam.mac and sam.dek must be in it: " + e.getMessage());
        return Optional.empty();
      }
    }

    private void problem(String key, String problem) {
      problems.at(ConfigReader.MAIN_FILE, key, problem);
    }

    private Optional<WrappedKeys> wrapped(Wrapping wrapping) {
      List<X509Certificate> pinned = new ArrayList<>();
      for (Path file : wrapping.authorities()) {
        try {
          pinned.addAll(Certificates.readPem(file));
        } catch (IOException e) {
          problem("wrapping.authority", String.valueOf(e.getMessage()));
        }
      }
      try {
        RecipientKey key = recipient(wrapping);
        closers.add(key::close);
        EnvelopeOpener opener = new EnvelopeOpener(key, pinned, clock);
        return Optional.of(
            new WrappedKeys(config.station().id(), versions(), opener, clock, System::nanoTime));
      } catch (GeneralSecurityException e) {
        problem("wrapping.authority", String.valueOf(e.getMessage()));
      } catch (SignerException e) {
        boolean file = wrapping instanceof Wrapping.Pkcs12;
        problem(
            file ? "wrapping.pkcs12" : "wrapping.pkcs11-library", String.valueOf(e.getMessage()));
      }
      return Optional.empty();
    }

    private static RecipientKey recipient(Wrapping wrapping) throws SignerException {
      return switch (wrapping) {
        case Wrapping.Pkcs12 file -> Pkcs12RecipientKey.open(file.file(), file.passwordFile());
        case Wrapping.Pkcs11 token ->
            Pkcs11RecipientKey.open(
                new Pkcs11Token(token.library(), token.token(), token.pinFile(), token.alias()));
      };
    }

    /** A key that a profile needs and nobody has would fail every card of it. */
    private void requireAll(Map<String, Profile> profiles, MasterKeys masters) {
      Set<String> used = new HashSet<>();
      for (Profile profile : profiles.values()) {
        for (String name : profile.keys().keySet()) {
          used.add(name);
          if (!keys.sets().containsKey(name) && !CardKeyFile.holds(masters, name)) {
            problem(
                "keys.file",
                "holds no key "
                    + name
                    + ", which profile "
                    + profile.id()
                    + " needs; it holds "
                    + masters.names());
          }
        }
      }
      for (String name : new TreeSet<>(keys.sets().keySet())) {
        if (!used.contains(name)) {
          problem(
              "keys." + name,
              "no profile uses a key set " + name + "; " + NearName.hint(name, used));
        }
      }
    }

    private Optional<MasterKeys> masterKeys() {
      Optional<Path> named = keys.file().filter(file -> !file.equals(config.folder()));
      if (named.isEmpty()) {
        return Optional.empty(); // None is wanted; or the key is missing, which is told already.
      }
      return keyFile("keys.file", named.get());
    }

    private Optional<MasterKeys> keyFile(String key, Path file) {
      return CardKeyFile.read(key, file, problems);
    }
  }
}
