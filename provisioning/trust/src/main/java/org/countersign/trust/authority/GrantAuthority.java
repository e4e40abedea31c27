package org.countersign.trust.authority;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.countersign.trust.bundle.DetachedSignature;
import org.countersign.trust.grant.Grant;
import org.countersign.trust.grant.GrantJson;
import org.countersign.trust.grant.SignedGrant;
import org.countersign.trust.signer.Signer;
import org.countersign.trust.signer.SignerException;

/** Signs grants, with a key that a grant authority has certified for that. Thread-safe. */
public final class GrantAuthority {

  private final DetachedSignature signature;

  /**
   * With a key.
   *
   * @throws SignerException if its certificate cannot be used
   */
  public GrantAuthority(Signer signer, Clock clock) throws SignerException {
    this.signature = new DetachedSignature(signer, clock);
  }

  /**
   * Signs a grant.
   *
   * @throws SignerException if the key may not sign now, or does not answer
   */
  public SignedGrant sign(Grant grant) throws SignerException {
    byte[] json = GrantJson.write(grant);
    return new SignedGrant(json, signature.sign(json));
  }

  /** Writes a grant and its signature beside it; files that stand there are replaced. */
  public static void write(SignedGrant grant, Path file) throws IOException {
    Files.write(file, grant.json());
    Files.write(SignedGrant.signatureOf(file), grant.signature());
  }
}
