package org.countersign.trust.signer;

import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import org.countersign.trust.sod.SecurityObject;
import org.countersign.trust.suite.SignatureSuite;
import org.countersign.trust.x509.Certificates;

/** Signs cards: a signer and the form of EF.SOD together. Thread-safe. */
public final class SodSigner {

  private final Signer signer;
  private final SecurityObject form;
  private final Clock clock;

  /**
   * Signs with a document signer.
   *
   * @param clock of the signing time
   * @throws SignerException if its certificate is of no suite
   */
  public SodSigner(Signer signer, Clock clock) throws SignerException {
    this.signer = signer;
    this.clock = clock;
    try {
      form = new SecurityObject(signer.certificate());
    } catch (GeneralSecurityException e) {
      throw new SignerException("certificate of " + signer.place() + " cannot sign cards", e);
    }
  }

  /** The suite of its key. */
  public SignatureSuite suite() {
    return signer.suite();
  }

  /** Serial number of the document signer's certificate, hex. */
  public String certificateId() {
    return Certificates.id(signer.certificate());
  }

  /** How the key stands. */
  public SignerHealth health() {
    return signer.health();
  }

  /** See {@link SecurityObject#maxSize}. */
  public int maxSize(int dataGroups) {
    return form.maxSize(dataGroups);
  }

  /**
   * The whole content of EF.SOD of a job. Its signing time is {@link SigningJob#at}, but not before
   * the certificate's signing period: asked again, the very same is to be signed.
   *
   * @param dataGroups data group number to the whole content of its file
   * @throws SignedOtherwise if the job was signed before with other data
   * @throws SignerException if the key may not sign now, or does not answer
   * @throws IllegalArgumentException if there is no data group or a number is not 1 to 16
   */
  public byte[] sign(SigningJob job, SortedMap<Integer, byte[]> dataGroups) throws SignerException {
    Instant from = signer.period().from();
    Instant time = job.at().isBefore(from) ? from : job.at();
    return form.encode(dataGroups, time, message -> signer.sign(job, message));
  }

  /**
   * An EF.SOD that no card gets: signed, or with zeros for a signature if the key signs {@link
   * Signer#forJobsAlone for jobs alone}.
   *
   * @param dataGroups as {@link #sign(SortedMap)}
   * @throws SignerException as {@link #sign(SortedMap)}
   */
  public byte[] trial(SortedMap<Integer, byte[]> dataGroups) throws SignerException {
    return signer.forJobsAlone()
        ? form.encode(dataGroups, clock.instant(), message -> new byte[1])
        : sign(dataGroups);
  }

  /** Whether a trial is not signed. */
  public boolean forJobsAlone() {
    return signer.forJobsAlone();
  }

  /** See {@link Signer#outage}; a certificate that has ended, or not begun, is one too. */
  public Optional<String> outage() {
    return objection().or(signer::outage);
  }

  /**
   * Why the certificate does not let its key sign at this moment, and what to do; empty if it does.
   */
  public Optional<String> objection() {
    return signer
        .period()
        .objection(clock.instant())
        .map(why ->
            "certificate "
                + certificateId()
                + " of suite "
                + suite()
                + " "
                + why
                + "; install a new document signer, or set this machine's clock");
  }

  /**
   * The whole content of EF.SOD, signed now and for no job.
   *
   * @param dataGroups data group number to the whole content of its file
   * @throws SignerException if the key may not sign now, or does not answer
   * @throws IllegalArgumentException if there is no data group or a number is not 1 to 16
   */
  public byte[] sign(SortedMap<Integer, byte[]> dataGroups) throws SignerException {
    return form.encode(dataGroups, clock.instant(), signer::sign);
  }
}
