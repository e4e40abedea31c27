package org.countersign.trust.signer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.countersign.trust.Specimen;
import org.countersign.trust.authority.KeyAndCertificate;
import org.countersign.trust.remote.ServiceAddress;
import org.countersign.trust.service.ReferenceSigningService;
import org.countersign.trust.service.ReferenceSigningService.Fault;
import org.countersign.trust.service.TlsAuthority;
import org.countersign.trust.suite.SignatureSuite;
import org.countersign.trust.x509.Certificates;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against the reference service, over real TLS. */
@Timeout(60)
@DisplayNameGeneration(ReplaceUnderscores.class)
class RemoteSignerTest {

  private static final SigningJob JOB =
      new SigningJob("counter 7/job-1", "CS0000001", "ab".repeat(32), Specimen.NOW);
  private static final byte[] MESSAGE = {0x31, 1, 2, 3};
  private static final RemoteSigner.Settings PATIENT =
      new RemoteSigner.Settings(
          Duration.ofSeconds(30), Duration.ofMillis(5), Duration.ofMillis(20));
  private static final RemoteSigner.Settings IMPATIENT = PATIENT.withPatience(Duration.ZERO);

  @TempDir Path folder;
  private final KeyAndCertificate dsc = Specimen.of(SignatureSuite.ICAO_P256).dsc;
  private final AtomicLong nanoTime = new AtomicLong(1);
  private TlsAuthority authority;
  private ReferenceSigningService service;
  private Path client;

  @BeforeEach
  void start() throws Exception {
    authority = TlsAuthority.create("Station network");
    service = ReferenceSigningService.start(folder, authority, dsc);
    client = authority.client(folder.resolve("station.p12"), "st-1");
  }

  @AfterEach
  void stop() {
    service.close();
  }

  private ServiceAddress address(URI url, Path key, Duration answer) throws Exception {
    return new ServiceAddress(
        url,
        key,
        TlsAuthority.password(key),
        authority.pem(folder.resolve("ca.pem")),
        Duration.ofSeconds(5),
        answer);
  }

  private Path pem(KeyAndCertificate key) throws Exception {
    Path pem = folder.resolve("dsc.pem");
    Certificates.writePem(pem, key.certificate());
    return pem;
  }

  private RemoteSigner signer(RemoteSigner.Settings settings) throws Exception {
    return signer(settings, Duration.ofSeconds(10));
  }

  private RemoteSigner signer(RemoteSigner.Settings settings, Duration answer) throws Exception {
    return RemoteSigner.open(
        address(service.url(), client, answer), pem(dsc), settings, Specimen.CLOCK);
  }

  private static void until(String what, BooleanSupplier reached) throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    for (int i = 0; i < 6_000; i++) {
      if (reached.getAsBoolean()) {
        return;
      }
      assertThat(never.await(5, TimeUnit.MILLISECONDS)).isFalse();
    }
    throw new AssertionError("never came: " + what);
  }

  @ParameterizedTest
  @EnumSource
  void a_service_that_sees_digests_alone_signs_cards_that_are_good(SignatureSuite suite)
      throws Exception {
    Specimen specimen = Specimen.of(suite);
    service.serve(specimen.dsc, specimen.dsc);
    try (RemoteSigner signer =
        RemoteSigner.open(
            address(service.url(), client, Duration.ofSeconds(10)),
            pem(specimen.dsc),
            PATIENT,
            Specimen.CLOCK)) {
      byte[] sod = new SodSigner(signer, Specimen.CLOCK).sign(JOB, Specimen.dataGroups());
      assertThat(specimen.inspection().verify(sod, Specimen.dataGroups()).summary())
          .isEqualTo("good");
      assertThat(signer.proves(new byte[32])).isTrue();
    }
  }

  @Test
  void a_job_is_signed_once_however_often_it_is_asked_for() throws Exception {
    Clock later = Clock.offset(Specimen.CLOCK, Duration.ofHours(3));
    byte[] first;
    try (RemoteSigner signer = signer(PATIENT)) {
      first = new SodSigner(signer, Specimen.CLOCK).sign(JOB, Specimen.dataGroups());
    }
    try (RemoteSigner signer = signer(PATIENT)) {
      byte[] again = new SodSigner(signer, later).sign(JOB, Specimen.dataGroups());
      assertThat(again).isEqualTo(first);
    }
    assertThat(service.made()).containsExactly(Map.entry(JOB.id(), 1));
  }

  @Test
  void an_answer_that_was_lost_is_asked_for_again_and_is_the_same_signature() throws Exception {
    service.next(Fault.ANSWER_LOST);
    service.next(Fault.ANSWER_LOST);
    service.next(Fault.QUESTION_LOST);
    try (RemoteSigner signer = signer(PATIENT)) {
      byte[] signature = signer.sign(JOB, MESSAGE);
      assertThat(service.asked()).isEqualTo(4);
      assertThat(service.made()).containsExactly(Map.entry(JOB.id(), 1));
      assertThat(signer.sign(JOB, MESSAGE)).isEqualTo(signature);
      assertThat(signer.health().ready()).isTrue();
    }
  }

  @Test
  void a_signature_made_before_patience_ran_out_is_had_at_the_next_try() throws Exception {
    service.next(Fault.ANSWER_LOST);
    try (RemoteSigner signer = signer(IMPATIENT)) {
      assertThatThrownBy(() -> signer.sign(JOB, MESSAGE))
          .isInstanceOf(SignerException.class)
          .hasMessageContaining(service.url().toString())
          .hasMessageContaining("Nothing was written");
      assertThat(signer.outage()).isPresent();
      signer.sign(JOB, MESSAGE);
      assertThat(signer.outage()).isEmpty();
    }
    assertThat(service.made()).containsExactly(Map.entry(JOB.id(), 1));
  }

  @Test
  void a_service_that_is_killed_after_signing_remembers_it_when_it_is_back() throws Exception {
    service.next(Fault.SLOW);
    try (RemoteSigner signer = signer(PATIENT)) {
      CompletableFuture<byte[]> signature =
          CompletableFuture.supplyAsync(() -> {
            try {
              return signer.sign(JOB, MESSAGE);
            } catch (SignerException e) {
              throw new IllegalStateException(e);
            }
          });
      until("signed", () -> !service.made().isEmpty());
      service.kill();
      until("outage", () -> signer.outage().isPresent());
      service.restart();
      assertThat(signature.get(30, TimeUnit.SECONDS)).isEqualTo(signer.sign(JOB, MESSAGE));
    }
    assertThat(service.made()).containsExactly(Map.entry(JOB.id(), 1));
  }

  @Test
  void a_slow_answer_is_given_up_and_asked_for_again() throws Exception {
    service.next(Fault.SLOW);
    try (RemoteSigner signer = signer(PATIENT, Duration.ofMillis(300))) {
      assertThat(signer.sign(JOB, MESSAGE)).isNotEmpty();
      assertThat(service.asked()).isGreaterThan(1);
      service.letGo();
    }
    assertThat(service.made()).containsExactly(Map.entry(JOB.id(), 1));
  }

  @Test
  void a_busy_service_and_a_portal_in_its_place_are_asked_again() throws Exception {
    service.next(Fault.BUSY);
    service.next(Fault.GARBAGE);
    try (RemoteSigner signer = signer(PATIENT)) {
      assertThat(signer.sign(JOB, MESSAGE)).isNotEmpty();
      assertThat(service.asked()).isEqualTo(3);
    }
  }

  @Test
  void the_same_job_with_other_data_is_refused_for_good() throws Exception {
    try (RemoteSigner signer = signer(PATIENT)) {
      signer.sign(JOB, MESSAGE);
      assertThatThrownBy(() -> signer.sign(JOB, new byte[] {0x31, 9}))
          .isInstanceOf(SignedOtherwise.class)
          .hasMessageContaining("409")
          .hasMessageContaining(JOB.id());
      SigningJob otherProfile = new SigningJob(JOB.id(), JOB.serial(), "cd".repeat(32), JOB.at());
      assertThatThrownBy(() -> signer.sign(otherProfile, MESSAGE))
          .isInstanceOf(SignedOtherwise.class);
      assertThat(service.asked()).isEqualTo(3);
      assertThat(signer.outage()).isEmpty();
    }
  }

  @Test
  void a_job_that_the_service_does_not_allow_is_not_asked_for_again() throws Exception {
    service.next(Fault.NOT_ALLOWED);
    try (RemoteSigner signer = signer(PATIENT)) {
      assertThatThrownBy(() -> signer.sign(JOB, MESSAGE))
          .isInstanceOf(SignerException.class)
          .isNotInstanceOf(SignedOtherwise.class)
          .hasMessageContaining("403")
          .hasMessageContaining("no grant covers job");
      assertThat(service.asked()).isEqualTo(1);
    }
  }

  @Test
  void a_wrong_signature_reaches_no_card() throws Exception {
    service.next(Fault.WRONG_SIGNATURE);
    try (RemoteSigner signer = signer(PATIENT)) {
      assertThatThrownBy(() -> signer.sign(JOB, MESSAGE))
          .hasMessageContaining("does not verify with certificate")
          .hasMessageContaining(Certificates.id(dsc.certificate()));
      assertThat(signer.outage()).isPresent();
    }
  }

  @Test
  void a_service_with_another_key_than_the_certificates_is_found_before_any_card()
      throws Exception {
    KeyAndCertificate other =
        Specimen.of(SignatureSuite.ICAO_P256)
            .csca
            .issueDocumentSigner(
                SignatureSuite.ICAO_P256,
                org.countersign.trust.authority.DocumentSignerTerms.residenceCards("Other"));
    service.serve(dsc, other);
    try (RemoteSigner signer = signer(PATIENT)) {
      assertThat(signer.proves(new byte[32])).isFalse();
      signer.watch();
      until(
          "named",
          () -> signer.outage().filter(why -> why.contains("has another key")).isPresent());
      service.serve(dsc, dsc);
      until("well", () -> signer.outage().isEmpty());
    }
    assertThat(service.asked()).isZero();
  }

  @Test
  void a_certificate_that_the_service_does_not_know_is_named() throws Exception {
    KeyAndCertificate unknown = Specimen.of(SignatureSuite.ICAO_P384).dsc;
    try (RemoteSigner signer =
        RemoteSigner.open(
            address(service.url(), client, Duration.ofSeconds(10)),
            pem(unknown),
            PATIENT,
            Specimen.CLOCK)) {
      assertThatThrownBy(() -> signer.proves(new byte[32]))
          .hasMessageContaining("404")
          .hasMessageContaining(ReferenceSigningService.fingerprint(unknown));
    }
  }

  @Test
  void a_service_that_is_down_at_the_start_is_waited_for() throws Exception {
    service.kill();
    try (RemoteSigner signer =
        RemoteSigner.open(
            address(service.url(), client, Duration.ofSeconds(10)),
            pem(dsc),
            PATIENT,
            Specimen.CLOCK,
            nanoTime::get)) {
      signer.watch();
      until("tried", () -> signer.health().detail().contains("no connection"));
      nanoTime.addAndGet(Duration.ofMinutes(7).toNanos());
      assertThat(signer.health().ready()).isFalse();
      assertThat(signer.health().detail())
          .contains(service.url().toString(), "for 7 min already", "No card is begun");
      service.restart();
      until("well", () -> signer.health().ready());
      assertThat(signer.health().detail()).contains("may sign until");
    }
  }

  @Test
  void a_service_that_goes_away_between_two_cards_is_noticed_without_a_card() throws Exception {
    try (RemoteSigner signer = signer(PATIENT)) {
      signer.watch();
      until("well", () -> signer.outage().isEmpty());
      service.kill();
      until("outage", () -> signer.outage().isPresent());
      service.restart();
      until("well", () -> signer.outage().isEmpty());
    }
  }

  @Test
  void a_foreign_client_is_not_served() throws Exception {
    Path foreign = TlsAuthority.create("Elsewhere").client(folder.resolve("foreign.p12"), "st-1");
    try (RemoteSigner signer =
        RemoteSigner.open(
            address(service.url(), foreign, Duration.ofSeconds(10)),
            pem(dsc),
            IMPATIENT,
            Specimen.CLOCK)) {
      assertThatThrownBy(() -> signer.sign(JOB, MESSAGE))
          .isInstanceOf(SignerException.class)
          .hasMessageContaining(service.url().toString());
    }
    assertThat(service.asked()).isZero();
  }

  @Test
  void a_service_of_another_authority_is_told_nothing() throws Exception {
    TlsAuthority elsewhere = TlsAuthority.create("Elsewhere");
    try (ReferenceSigningService impostor =
            ReferenceSigningService.start(folder.resolve(".."), elsewhere, dsc);
        RemoteSigner signer =
            RemoteSigner.open(
                address(impostor.url(), client, Duration.ofSeconds(10)),
                pem(dsc),
                IMPATIENT,
                Specimen.CLOCK)) {
      assertThatThrownBy(() -> signer.sign(JOB, MESSAGE)).hasMessageContaining("no TLS was agreed");
      assertThat(impostor.asked()).isZero();
    }
  }

  @Test
  void a_renewed_client_certificate_is_used_without_a_restart() throws Exception {
    Path late = folder.resolve("late.p12");
    TlsAuthority.create("Elsewhere").client(late, "st-1");
    try (RemoteSigner signer =
        RemoteSigner.open(
            address(service.url(), late, Duration.ofSeconds(10)),
            pem(dsc),
            IMPATIENT,
            Specimen.CLOCK)) {
      assertThatThrownBy(() -> signer.sign(JOB, MESSAGE)).isInstanceOf(SignerException.class);
      java.nio.file.Files.copy(client, late, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      java.nio.file.Files.setLastModifiedTime(
          late, java.nio.file.attribute.FileTime.from(Specimen.NOW));
      assertThat(signer.sign(JOB, MESSAGE)).isNotEmpty();
    }
  }

  @Test
  void what_is_missing_is_named_before_anything_is_asked() throws Exception {
    Path nothing = folder.resolve("nothing.p12");
    ServiceAddress address =
        new ServiceAddress(
            service.url(),
            nothing,
            nothing,
            authority.pem(folder.resolve("ca.pem")),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1));
    assertThatThrownBy(() -> RemoteSigner.open(address, pem(dsc), PATIENT, Specimen.CLOCK))
        .isInstanceOf(SignerException.class)
        .hasMessageContaining(nothing.toString());
    Clock late = Clock.offset(Specimen.CLOCK, Duration.ofDays(93));
    assertThatThrownBy(() ->
            RemoteSigner.open(
                address(service.url(), client, Duration.ofSeconds(1)), pem(dsc), PATIENT, late))
        .hasMessageContaining("was allowed to sign until");
  }

  @Test
  void without_a_job_nothing_is_signed() throws Exception {
    try (RemoteSigner signer = signer(PATIENT)) {
      assertThatThrownBy(() -> signer.sign(MESSAGE)).hasMessageContaining("signs for jobs alone");
    }
    assertThat(service.asked()).isZero();
  }

  @Test
  void closing_ends_the_waiting() throws Exception {
    service.kill();
    RemoteSigner signer = signer(PATIENT);
    CompletableFuture<Throwable> failure =
        CompletableFuture.supplyAsync(() -> {
          try {
            signer.sign(JOB, MESSAGE);
            return new AssertionError("signed by nobody");
          } catch (SignerException e) {
            return e;
          }
        });
    until("outage", () -> signer.outage().isPresent());
    signer.close();
    assertThat(failure.get(10, TimeUnit.SECONDS)).isInstanceOf(SignerException.class);
  }
}
