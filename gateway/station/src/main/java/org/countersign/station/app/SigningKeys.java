package org.countersign.station.app;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.countersign.station.config.ConfigReader;
import org.countersign.station.config.StationConfig.SigningKey;
import org.countersign.toml.NearName;
import org.countersign.toml.Problems;
import org.countersign.trust.passive.PassiveAuthentication;
import org.countersign.trust.passive.Verdict;
import org.countersign.trust.remote.ServiceAddress;
import org.countersign.trust.signer.Pkcs11Signer;
import org.countersign.trust.signer.Pkcs11Token;
import org.countersign.trust.signer.Pkcs12Signer;
import org.countersign.trust.signer.RemoteSigner;
import org.countersign.trust.signer.Signer;
import org.countersign.trust.signer.SignerException;
import org.countersign.trust.signer.SodSigner;
import org.countersign.trust.suite.SignatureSuite;

/**
 * The document signers of a configuration, each opened and tried: a trial object is signed and must
 * verify against the configured authorities, as every card will have to.
 *
 * @param suites all that were configured, opened or not
 */
record SigningKeys(Map<String, SodSigner> bySuite, List<Signer> signers, Set<String> suites) {

  static SigningKeys open(
      Map<String, SigningKey> keys,
      Optional<PassiveAuthentication> authentication,
      Clock clock,
      Problems problems) {
    Map<String, SodSigner> bySuite = new TreeMap<>();
    List<Signer> signers = new ArrayList<>();
    if (keys.isEmpty()) {
      problems.at(
          ConfigReader.MAIN_FILE,
          "signing",
          "names no key; add a section [signing.SUITE], SUITE being one of "
              + String.join(", ", SignatureSuite.names()));
    }
    for (Map.Entry<String, SigningKey> configured : new TreeMap<>(keys).entrySet()) {
      String suite = configured.getKey();
      try {
        Signer signer = open(suite, configured.getValue(), clock);
        signers.add(signer);
        SodSigner sodSigner = new SodSigner(signer, clock);
        if (authentication.isPresent()) {
          tryOut(sodSigner, authentication.get());
        }
        bySuite.put(suite, sodSigner);
      } catch (SignerException e) {
        problems.at(ConfigReader.MAIN_FILE, "signing." + suite, String.valueOf(e.getMessage()));
      }
    }
    return new SigningKeys(bySuite, signers, keys.keySet());
  }

  private static Signer open(String suite, SigningKey key, Clock clock) throws SignerException {
    if (!SignatureSuite.names().contains(suite)) {
      throw new SignerException(
          "there is no signature suite of that name; "
              + NearName.hint(suite, SignatureSuite.names()));
    }
    Signer signer =
        switch (key) {
          case SigningKey.Pkcs12 file ->
              Pkcs12Signer.open(file.file(), file.passwordFile(), file.alias().orElse(null), clock);
          case SigningKey.Pkcs11 token ->
              Pkcs11Signer.open(
                  new Pkcs11Token(token.library(), token.token(), token.pinFile(), token.alias()),
                  token.certificate().orElse(null),
                  clock);
          case SigningKey.Remote service -> remote(service, clock);
        };
    if (!signer.suite().suiteName().equals(suite)) {
      signer.close();
      throw new SignerException(
          "the key in "
              + signer.place()
              + " is one for "
              + signer.suite()
              + "; name the section after it, or name another key");
    }
    return signer;
  }

  private static Signer remote(SigningKey.Remote service, Clock clock) throws SignerException {
    return RemoteSigner.open(
        new ServiceAddress(
            service.url(),
            service.clientKey(),
            service.clientPasswordFile(),
            service.ca(),
            service.connect(),
            service.answer()),
        service.certificate(),
        RemoteSigner.Settings.USUAL.withPatience(service.patience()),
        clock);
  }

  private static void tryOut(SodSigner signer, PassiveAuthentication authentication)
      throws SignerException {
    SortedMap<Integer, byte[]> trial = new TreeMap<>(Map.of(1, new byte[] {0x61, 0x00}));
    Verdict verdict = authentication.verify(signer.trial(trial), trial);
    if (signer.forJobsAlone()) {
      // The key itself is asked for a proof when the station runs; its certificate is at hand.
      verdict =
          new Verdict(
              verdict.checks().stream().filter(c -> !c.name().equals("signature")).toList());
    }
    if (!verdict.good()) {
      throw new SignerException(
          "what this key signs does not verify against [verification] csca ("
              + verdict.summary()
              + "); every card would fail, so pin the authority that issued the certificate");
    }
  }
}
