package org.countersign.trust.signer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.concurrent.TimeUnit;
import org.countersign.testbed.RealPart;
import org.countersign.trust.Specimen;
import org.countersign.trust.authority.DocumentSignerTerms;
import org.countersign.trust.suite.SignatureSuite;

/**
 * A SoftHSM2 token. The library reads the variable SOFTHSM2_CONF of this JVM, which the build sets;
 * the file that it names is written here.
 */
public final class SoftHsm {

  static final String PIN = "648219";

  public final Path library;
  public final String label;
  public final Path pinFile;
  final Path folder;

  private SoftHsm(Path library, Path folder, String label) throws IOException {
    this.library = library;
    this.folder = folder;
    this.label = label;
    this.pinFile = writePin("pin", PIN);
  }

  /**
   * A new token. The library sees only those that are there when it is first used in this JVM.
   *
   * @param folder for its PIN file
   */
  public static SoftHsm create(Path folder, String label) throws Exception {
    RealPart.require("softhsm2-util", "softhsm2");
    Path library =
        RealPart.requireFile(
            "softhsm2",
            Path.of("/usr/lib/softhsm/libsofthsm2.so"),
            Path.of("/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so"));
    Path config = Path.of(System.getenv("SOFTHSM2_CONF"));
    Path tokens = Files.createDirectories(config.resolveSibling("softhsm2-tokens"));
    Files.writeString(config, "directories.tokendir = " + tokens + "\nlog.level = ERROR\n");
    SoftHsm token = new SoftHsm(library, folder, label);
    token.initialize();
    return token;
  }

  private void initialize() throws Exception {
    run("--init-token", "--free", "--label", label, "--so-pin", "12345678", "--pin", PIN);
  }

  private static void run(String... arguments) throws Exception {
    var command = new java.util.ArrayList<String>();
    command.add(RealPart.require("softhsm2-util", "softhsm2").toString());
    command.addAll(java.util.List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException(command + " failed");
    }
  }

  Path writePin(String name, String pin) throws IOException {
    Path file = Files.writeString(folder.resolve(name), pin + "\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  Pkcs11Token token(String keyLabel) {
    return new Pkcs11Token(library, label, pinFile, keyLabel);
  }

  /** The JDK's provider on this token, as an operator's key ceremony would use it. */
  Provider provider() throws SignerException {
    long slot = TokenSlots.find(library, label);
    return Security.getProvider("SunPKCS11")
        .configure(
            "--name=ceremony-%d\nlibrary=%s\nslot=%d\n".formatted(slot, library, slot)
                + "attributes(generate, CKO_PRIVATE_KEY, CKK_EC) = {\nCKA_DERIVE = true\n}\n");
  }

  /** Makes a key that card keys may be wrapped for, with its certificate beside it. */
  public X509Certificate recipient(String keyLabel) throws Exception {
    Provider provider = provider();
    KeyStore store = store(provider);
    KeyPair pair = generate(provider, "EC", 256);
    X509Certificate certificate =
        Specimen.of(SignatureSuite.ICAO_P256)
            .csca
            .certifyDocumentSigner(
                pair.getPublic(), DocumentSignerTerms.residenceCards("Station recipient"));
    put(store, keyLabel, pair.getPrivate(), certificate);
    return certificate;
  }

  KeyPair generate(Provider provider, String algorithm, int size) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm, provider);
    generator.initialize(size);
    return generator.generateKeyPair();
  }

  KeyStore store(Provider provider) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS11", provider);
    store.load(null, PIN.toCharArray());
    return store;
  }

  void put(KeyStore store, String keyLabel, PrivateKey key, X509Certificate certificate)
      throws Exception {
    X509Certificate jdk =
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new java.io.ByteArrayInputStream(certificate.getEncoded()));
    store.setKeyEntry(keyLabel, key, null, new X509Certificate[] {jdk});
  }
}
