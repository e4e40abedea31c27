package org.countersign.trust.authority;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Arrays;
import org.countersign.trust.x509.Certificates;

/**
 * The key in files that a pilot's envelopes are encrypted to: P-256, with a certificate that it
 * signs itself. The authority must have the certificate from the station's own hands: whoever slips
 * it another one reads the keys.
 *
 * @param keyFile PKCS#12, mode 0600
 * @param passwordFile its password, one line, mode 0600
 * @param certificateFile PEM, for the authority
 */
public record StationRecipientKey(Path keyFile, Path passwordFile, Path certificateFile) {

  private static final String ALIAS = "recipient";

  /**
   * Makes the three files.
   *
   * @param station its id, which becomes the subject's commonName
   * @return the certificate
   * @throws FileAlreadyExistsException if there is a key already; what was sent to it would be lost
   */
  public X509Certificate create(String station, Clock clock) throws IOException {
    if (Files.exists(keyFile)) {
      throw new FileAlreadyExistsException(keyFile.toString());
    }
    char[] password = KeyFile.newPassword(passwordFile);
    try {
      KeyAndCertificate made = SelfSigned.key(station, clock, CertificateDraft::recipient);
      KeyFile.write(keyFile, password, ALIAS, made);
      Certificates.writePem(certificateFile, made.certificate());
      return made.certificate();
    } catch (GeneralSecurityException e) {
      throw new IOException("the recipient key of station " + station + " was not made", e);
    } finally {
      Arrays.fill(password, '\0');
    }
  }
}
