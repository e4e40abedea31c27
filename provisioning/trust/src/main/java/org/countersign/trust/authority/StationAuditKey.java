package org.countersign.trust.authority;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.Arrays;
import org.countersign.trust.signer.Pkcs12Signer;
import org.countersign.trust.signer.Signer;
import org.countersign.trust.signer.SignerException;
import org.countersign.trust.x509.Certificates;

/**
 * The key with which a station signs what it says of its own records: P-256, with a certificate
 * that it signs itself until its enrolment replaces both.
 *
 * @param keyFile PKCS#12, mode 0600
 * @param passwordFile its password, one line, mode 0600
 * @param certificateFile PEM, for everyone to read
 */
public record StationAuditKey(Path keyFile, Path passwordFile, Path certificateFile) {

  private static final String ALIAS = "audit";

  /**
   * Opens the key; makes it and its certificate first if there is no key file. A certificate file
   * that is missing is written again.
   *
   * @param station its id, which becomes the subject's commonName
   * @throws SignerException if the key cannot be used; the message names the file
   * @throws IOException if a file cannot be written
   */
  public Signer openOrCreate(String station, Clock clock) throws SignerException, IOException {
    if (!Files.exists(keyFile)) {
      create(station, clock);
    }
    Signer signer = Pkcs12Signer.open(keyFile, passwordFile, clock);
    if (!Files.exists(certificateFile)) {
      Certificates.writePem(certificateFile, signer.certificate());
    }
    return signer;
  }

  private void create(String station, Clock clock) throws IOException {
    Files.deleteIfExists(certificateFile);
    Path unfinished = keyFile.resolveSibling(keyFile.getFileName() + ".new");
    char[] password = KeyFile.newPassword(passwordFile);
    try {
      KeyFile.write(
          unfinished, password, ALIAS, SelfSigned.key(station, clock, CertificateDraft::signer));
      Files.move(unfinished, keyFile, StandardCopyOption.ATOMIC_MOVE);
    } catch (GeneralSecurityException e) {
      throw new IOException("the audit key of station " + station + " was not made", e);
    } finally {
      Arrays.fill(password, '\0');
    }
  }
}
