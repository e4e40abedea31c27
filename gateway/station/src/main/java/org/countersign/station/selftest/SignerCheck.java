package org.countersign.station.selftest;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.countersign.trust.signer.Signer;
import org.countersign.trust.signer.SignerException;
import org.countersign.trust.signer.SignerHealth;
import org.countersign.trust.signer.TrialSignature;

/** Whether each signing key answers, fits its certificate, and may sign for some time yet. */
public final class SignerCheck implements Check {

  /** Time to get another one. */
  private static final Duration SOON = Duration.ofDays(30);

  private static final int TRIAL = 32;

  private final List<Signer> signers;

  /** Of the station's keys. */
  public SignerCheck(List<Signer> signers) {
    this.signers = List.copyOf(signers);
  }

  @Override
  public Item item() {
    return Item.CERTIFICATES;
  }

  @Override
  public List<Finding> look() {
    List<Finding> findings = new ArrayList<>();
    signers.forEach(signer -> findings.add(finding(signer)));
    return findings;
  }

  private Finding finding(Signer signer) {
    String suite = signer.suite().suiteName();
    SignerHealth health = signer.health();
    long days = health.left().toDays();
    String until = signer.period().to().toString();
    if (health.left().isNegative() || health.left().isZero()) {
      return Finding.bad(item(), suite, "certificate.ended", until);
    }
    try {
      if (!health.ready()) {
        return Finding.bad(item(), suite, "certificate.silent", health.detail());
      }
      byte[] trial = new byte[TRIAL];
      new SecureRandom().nextBytes(trial);
      if (!TrialSignature.verifies(signer, trial)) {
        return Finding.bad(item(), suite, "certificate.foreign", signer.place());
      }
    } catch (SignerException | GeneralSecurityException e) {
      return Finding.bad(item(), suite, "certificate.silent", String.valueOf(e.getMessage()));
    }
    return health.left().compareTo(SOON) < 0
        ? Finding.warning(item(), suite, "certificate.soon", days, until)
        : Finding.good(item(), suite, "certificate.good", days);
  }
}
