package org.countersign.trust.signer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.countersign.trust.remote.ServiceAddress;
import org.countersign.trust.remote.ServiceException;
import org.countersign.trust.remote.SigningService;
import org.countersign.trust.x509.Certificates;

/**
 * A key that never leaves a signing service. Only a digest travels; the certificate lies here, and
 * every signature is verified with it before it is handed out.
 *
 * <p>The service signs a job once: asked again with the same digest it gives the same signature, so
 * an answer that was lost is asked for again until {@link Settings#patience} is over, and after
 * that at the job's next try. {@link #watch} must be called once; until the service has proven its
 * key there is an {@link #outage}.
 */
public final class RemoteSigner extends CertifiedSigner {

  private static final int CHALLENGE = 32;

  private final SigningService service;
  private final String fingerprint;
  private final Settings settings;
  private final LongSupplier nanoTime;
  private final ServiceWatch watch;

  /**
   * How long to wait.
   *
   * @param patience from the first question of one signature to giving up
   * @param firstPause after the second failure; doubled each time. The first failure may be a
   *     connection that ended between two cards, so there is no pause after it
   * @param longestPause the most; also between two looks at a service that is well
   */
  public record Settings(Duration patience, Duration firstPause, Duration longestPause) {

    /** Patience of 20 s, pauses of 250 ms to 10 s. */
    public static final Settings USUAL =
        new Settings(Duration.ofSeconds(20), Duration.ofMillis(250), Duration.ofSeconds(10));

    /** The same with another patience. */
    public Settings withPatience(Duration other) {
      return new Settings(other, firstPause, longestPause);
    }
  }

  private RemoteSigner(
      SigningService service, KeyCheck check, Settings settings, LongSupplier nanoTime)
      throws GeneralSecurityException {
    super(check);
    this.service = service;
    this.settings = settings;
    this.nanoTime = nanoTime;
    this.fingerprint =
        HexFormat.of()
            .formatHex(
                MessageDigest.getInstance("SHA-256").digest(check.certificate().getEncoded()));
    this.watch =
        new ServiceWatch(
            new ServiceWatch.Pauses(settings.firstPause(), settings.longestPause()), nanoTime);
  }

  /**
   * Opens the way to a service. The service itself is not asked: it may be down.
   *
   * @param certificatePem the document signer's certificate
   * @throws SignerException if a file is missing or wrong, or the certificate is not, not yet or no
   *     longer good for signing
   */
  public static RemoteSigner open(
      ServiceAddress address, Path certificatePem, Settings settings, Clock clock)
      throws SignerException {
    return open(address, certificatePem, settings, clock, System::nanoTime);
  }

  static RemoteSigner open(
      ServiceAddress address,
      Path certificatePem,
      Settings settings,
      Clock clock,
      LongSupplier nanoTime)
      throws SignerException {
    try {
      X509Certificate certificate = Certificates.readOnePem(certificatePem);
      KeyCheck check = new KeyCheck("signing service " + address.url(), certificate, clock);
      check.requirePeriod();
      return new RemoteSigner(SigningService.at(address), check, settings, nanoTime);
    } catch (IOException | GeneralSecurityException e) {
      throw new SignerException(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public SignerHealth health() {
    return check.health(outage());
  }

  @Override
  public Optional<String> outage() {
    return watch
        .trouble()
        .map(why ->
            why
                + ". No card is begun until it signs; see to the network here, then ask those who"
                + " run the service");
  }

  @Override
  public void watch() {
    watch.begin(
        suite().suiteName(),
        proving -> {
          if (!proving) {
            service.look(fingerprint);
          } else if (!provesOnce(challenge())) {
            throw new SignerException(place() + " has another key than the certificate's");
          }
        });
  }

  private static byte[] challenge() {
    byte[] challenge = new byte[CHALLENGE];
    new SecureRandom().nextBytes(challenge);
    return challenge;
  }

  @Override
  public boolean forJobsAlone() {
    return true;
  }

  /** Refuses: see {@link #forJobsAlone}. */
  @Override
  public byte[] sign(byte[] message) throws SignerException {
    throw new SignerException(place() + " signs for jobs alone; nothing was asked");
  }

  @Override
  public boolean proves(byte[] challenge) throws SignerException {
    try {
      boolean proven = provesOnce(challenge);
      if (proven) {
        watch.well();
      } else {
        watch.failed(place() + " has another key than the certificate's");
      }
      return proven;
    } catch (ServiceException e) {
      watch.failed(String.valueOf(e.getMessage()));
      throw new SignerException(String.valueOf(e.getMessage()), e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private boolean provesOnce(byte[] challenge) throws ServiceException, InterruptedException {
    byte[] prefix = SigningService.PROOF.getBytes(StandardCharsets.US_ASCII);
    byte[] message = new byte[prefix.length + challenge.length];
    System.arraycopy(prefix, 0, message, 0, prefix.length);
    System.arraycopy(challenge, 0, message, prefix.length, challenge.length);
    return check.verifies(message, service.prove(fingerprint, challenge));
  }

  @Override
  public byte[] sign(SigningJob job, byte[] message) throws SignerException {
    check.requirePeriod();
    Map<String, String> question =
        Map.of(
            "certificate", fingerprint,
            "suite", suite().suiteName(),
            "profile", job.profile(),
            "serial", job.serial(),
            "digest", HexFormat.of().formatHex(check.key().digest(message)));
    byte[] signature = ask(job.id(), question);
    if (!check.verifies(message, signature)) {
      String why =
          place()
              + " gave job "
              + job.id()
              + " a signature that does not verify with certificate "
              + Certificates.id(certificate());
      watch.failed(why);
      watch.lookNow();
      throw new SignerException(
          why + "; nothing was written. Those who run the service must find out why");
    }
    watch.well();
    return signature;
  }

  /** The service signs a job once, so asking again is safe. */
  private byte[] ask(String job, Map<String, String> question) throws SignerException {
    long begun = nanoTime.getAsLong();
    int failures = 0;
    while (true) {
      try {
        return service.sign(job, question);
      } catch (ServiceException e) {
        failures++;
        failed(job, failures, begun, e);
      } catch (InterruptedException e) {
        throw interrupted(e);
      }
    }
  }

  /** Waits until it may be asked again, or gives up. */
  private void failed(String job, int failures, long begun, ServiceException e)
      throws SignerException {
    String why = String.valueOf(e.getMessage());
    switch (e.kind()) {
      case SIGNED_OTHERWISE ->
          throw new SignedOtherwise(
              why + "; job " + job + " was signed before with other data, and is signed once", e);
      case REFUSED -> {
        watch.lookNow(); // It may be the station that is refused, and not only this job.
        throw new SignerException(why + "; job " + job + " was not signed", e);
      }
      case AGAIN -> {}
    }
    if (failures > 1) {
      watch.failed(why);
    }
    Duration pause = pause(failures, e);
    Duration spent = Duration.ofNanos(nanoTime.getAsLong() - begun);
    if (spent.plus(pause).compareTo(settings.patience()) > 0) {
      watch.failed(why);
      watch.lookNow();
      throw new SignerException(
          why
              + "; job "
              + job
              + " got no signature within "
              + settings.patience().toMillis()
              + " ms. Nothing was written; it is asked for again when the service answers",
          e);
    }
    try {
      if (watch.pause(pause)) {
        throw new SignerException(place() + " is no longer asked: the station is stopping", e);
      }
    } catch (InterruptedException interrupt) {
      throw interrupted(interrupt);
    }
  }

  private Duration pause(int failures, ServiceException e) {
    Duration own =
        failures < 2
            ? Duration.ZERO
            : new ServiceWatch.Pauses(settings.firstPause(), settings.longestPause())
                .after(failures - 2);
    return own.compareTo(e.notBefore()) > 0 ? own : e.notBefore();
  }

  private SignerException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new SignerException("waiting for " + place() + " was interrupted", e);
  }

  @Override
  public void close() {
    watch.close();
    service.close();
  }
}
