package org.countersign.station.cuts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.countersign.apdu.Bytes;
import org.countersign.trust.authority.DemoAuthority;
import org.countersign.trust.passive.PassiveAuthentication;
import org.countersign.trust.signer.Pkcs12Signer;
import org.countersign.trust.signer.SignerException;
import org.countersign.trust.signer.SodSigner;
import org.countersign.trust.suite.SignatureSuite;
import org.countersign.trust.x509.Certificates;

/** The product's own signer and verifier. RSA-PSS, whose signatures are all of one size. */
final class TrustKeys implements Signatures.Scheme {

  private static final SignatureSuite SUITE = SignatureSuite.ICAO_RSAPSS;

  private final SodSigner signer;
  private final PassiveAuthentication verifier;

  /** Made once: its keys take seconds. */
  private static final class Only {
    static final TrustKeys KEYS = new TrustKeys();
  }

  private TrustKeys() {
    Clock clock = Clock.fixed(VirtualTime.BEGIN, ZoneOffset.UTC);
    try {
      Path folder = Files.createTempDirectory("cuts-keys");
      DemoAuthority demo = DemoAuthority.create(SUITE, folder, clock);
      this.signer =
          new SodSigner(
              Pkcs12Signer.open(demo.dscP12(), demo.dscPassword(), DemoAuthority.ALIAS, clock),
              clock);
      this.verifier = PassiveAuthentication.trusting(Certificates.readPem(demo.cscaPem()), clock);
      try (Stream<Path> files = Files.list(folder)) {
        files.forEach(file -> file.toFile().deleteOnExit());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException | SignerException e) {
      throw new IllegalStateException(e);
    }
  }

  static TrustKeys only() {
    return Only.KEYS;
  }

  @Override
  public String suite() {
    return SUITE.suiteName();
  }

  @Override
  public int maxSize(int dataGroups) {
    return signer.maxSize(dataGroups);
  }

  @Override
  public Bytes sign(SortedMap<Integer, Bytes> dataGroups, int number) {
    try {
      return Bytes.of(signer.sign(arrays(dataGroups)));
    } catch (SignerException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public boolean verifies(Bytes efSod, SortedMap<Integer, Bytes> dataGroups) {
    return verifier.verify(efSod.toArray(), arrays(dataGroups)).good();
  }

  private static SortedMap<Integer, byte[]> arrays(SortedMap<Integer, Bytes> dataGroups) {
    SortedMap<Integer, byte[]> arrays = new TreeMap<>();
    dataGroups.forEach((number, content) -> arrays.put(number, content.toArray()));
    return arrays;
  }
}
