package org.countersign.station.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.countersign.station.selftest.Finding;
import org.countersign.station.selftest.SignerCheck;
import org.countersign.trust.authority.KeyAndCertificate;
import org.countersign.trust.remote.ServiceAddress;
import org.countersign.trust.service.ReferenceSigningService;
import org.countersign.trust.service.ReferenceSigningService.Fault;
import org.countersign.trust.service.TlsAuthority;
import org.countersign.trust.signer.RemoteSigner;
import org.countersign.trust.signer.Signer;
import org.countersign.trust.signer.SigningJob;
import org.countersign.trust.x509.Certificates;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A whole station whose document signer's key is with a service, which comes and goes. */
@Timeout(120)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RemoteSigningTest {

  private static final String PERMIT = "residence-permit";

  @TempDir Path folder;
  @TempDir Path elsewhere;
  private StationFolder station;
  private ReferenceSigningService service;

  @BeforeEach
  void make() throws Exception {
    station = StationFolder.make(folder);
    TlsAuthority authority = TlsAuthority.create("Station network");
    service = ReferenceSigningService.start(elsewhere, authority, keyTakenOffTheBox());
    authority.client(folder.resolve("station.p12"), "st-1");
    authority.pem(folder.resolve("service-ca.pem"));
    station.station(
        station
            .toml()
            .replace(
                "pkcs12 = \"trust/dsc.p12\"",
                """
                kind = "remote"
                url = "%s"
                certificate = "trust/dsc.pem"
                client-key = "station.p12"
                ca = "service-ca.pem"
                patience = "500ms"\
                """
                    .formatted(service.url()))
            .replace(
                "password-file = \"trust/dsc.password\"",
                "client-password-file = \"station.p12.password\""));
    station.device(
        "encoder-1",
        """
        driver = "simulator"
        profiles = ["residence-permit"]
        chip = "lds"
        key-diversification = "kdf3"
        """);
  }

  private KeyAndCertificate keyTakenOffTheBox() throws Exception {
    char[] password = Files.readString(station.authority.dscPassword()).strip().toCharArray();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(station.authority.dscP12())) {
      store.load(in, password);
    }
    PrivateKey key = (PrivateKey) store.getKey(store.aliases().nextElement(), password);
    Files.delete(station.authority.dscP12());
    Files.delete(station.authority.dscPassword());
    return new KeyAndCertificate(key, Certificates.readOnePem(station.authority.dscPem()));
  }

  @AfterEach
  void stop() {
    service.close();
  }

  private static void until(String what, Callable<Boolean> reached) throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    for (int i = 0; i < 4_000; i++) {
      if (reached.call()) {
        return;
      }
      assertThat(never.await(10, TimeUnit.MILLISECONDS)).isFalse();
    }
    throw new AssertionError("never came: " + what);
  }

  private static void isIssued(RunningStation running, String job) throws Exception {
    JsonNode ended = running.ended(job);
    assertThat(ended.path("state").asText()).as("%s", ended).isEqualTo("ACTIVATED");
    assertThat(ended.path("work").path("verdict").asText()).isEqualTo("good");
  }

  private static boolean pausesForTheService(RunningStation running, String url) {
    return running.gateway.devices().all().get(0).detail().contains(url);
  }

  private void eachWasSignedOnceAndNothingIsSpoiled(RunningStation running, String... jobs)
      throws Exception {
    Map<String, Integer> once = new TreeMap<>();
    List.of(jobs).forEach(job -> once.put(job, 1));
    assertThat(service.made()).isEqualTo(once);
    assertThat(running.gateway.stock().issued()).isEqualTo(jobs.length);
    assertThat(running.gateway.stock().spoiled()).isZero();
    assertThat(running.gateway.stock().quarantined()).isZero();
    assertThat(running.gateway.stock().inDoubt()).isZero();
  }

  @Test
  void a_service_that_dies_between_two_cards_and_comes_back_costs_no_card() throws Exception {
    try (RunningStation running = RunningStation.start(folder)) {
      running.submit("job-1", PERMIT);
      isIssued(running, "job-1");
      JsonNode cautions = running.get("/healthz").body().path("cautions");
      assertThat(cautions).hasSize(1);
      assertThat(cautions.path(0).asText()).contains("master keys", "no set-up for production");
      service.kill();
      running.submit("job-2", PERMIT);
      running.submit("job-3", PERMIT);
      until("a pause", () -> pausesForTheService(running, service.url().toString()));
      until("health", () -> says(running, service.url().toString(), "No card is begun"));
      service.restart();
      isIssued(running, "job-2");
      isIssued(running, "job-3");
      eachWasSignedOnceAndNothingIsSpoiled(running, "job-1", "job-2", "job-3");
    }
  }

  @Test
  void a_service_that_dies_between_signing_and_answering_gives_the_same_signature_later()
      throws Exception {
    try (RunningStation running = RunningStation.start(folder)) {
      service.next(Fault.SLOW);
      running.submit("job-1", PERMIT);
      until("a signature", () -> service.made().containsKey("job-1"));
      service.kill();
      until("a pause", () -> pausesForTheService(running, service.url().toString()));
      service.restart();
      isIssued(running, "job-1");
      eachWasSignedOnceAndNothingIsSpoiled(running, "job-1");
    }
  }

  @Test
  void a_signature_whose_answer_was_lost_is_had_after_a_restart_of_the_station() throws Exception {
    try (RunningStation running = RunningStation.start(folder)) {
      service.next(Fault.SLOW);
      running.submit("job-1", PERMIT);
      until("a signature", () -> service.made().containsKey("job-1"));
      service.kill();
      running.triedInVain("job-1");
    }
    try (RunningStation running = RunningStation.start(folder)) {
      assertThat(running.job("job-1").path("state").asText()).isEqualTo("RESERVED");
      service.restart();
      isIssued(running, "job-1");
      eachWasSignedOnceAndNothingIsSpoiled(running, "job-1");
    }
  }

  private static boolean says(RunningStation running, String... words) throws Exception {
    String health = running.get("/healthz").body().toString();
    return List.of(words).stream().allMatch(health::contains);
  }

  @Test
  void a_station_that_starts_without_its_service_takes_jobs_and_issues_when_it_comes()
      throws Exception {
    service.kill();
    try (RunningStation running = RunningStation.start(folder)) {
      running.submit("job-1", PERMIT);
      until("a pause", () -> pausesForTheService(running, service.url().toString()));
      assertThat(running.job("job-1").path("state").asText()).isEqualTo("ACCEPTED");
      service.restart();
      isIssued(running, "job-1");
      eachWasSignedOnceAndNothingIsSpoiled(running, "job-1");
    }
  }

  @Test
  void the_self_test_asks_for_a_proof_and_says_that_the_service_is_away() throws Exception {
    try (Signer signer = signer()) {
      SignerCheck check = new SignerCheck(List.of(signer));
      assertThat(check.look()).extracting(Finding::code).containsExactly("certificate.good");
      service.kill();
      assertThat(check.look()).extracting(Finding::code).containsExactly("certificate.away");
      assertThat(service.made()).isEmpty();
    }
  }

  private Signer signer() throws Exception {
    Path key = folder.resolve("station.p12");
    return RemoteSigner.open(
        new ServiceAddress(
            service.url(),
            key,
            TlsAuthority.password(key),
            folder.resolve("service-ca.pem"),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5)),
        station.authority.dscPem(),
        RemoteSigner.Settings.USUAL,
        Clock.systemUTC());
  }

  @Test
  void a_job_that_was_signed_with_other_data_elsewhere_is_void_and_the_next_is_issued()
      throws Exception {
    try (Signer signer = signer()) {
      signer.sign(
          new SigningJob("job-1", "CS0000009", "ab".repeat(32), Instant.EPOCH), new byte[] {0x31});
    }
    try (RunningStation running = RunningStation.start(folder)) {
      running.submit("job-1", PERMIT);
      running.submit("job-2", PERMIT);
      assertThat(running.ended("job-1").path("state").asText()).isEqualTo("VOID");
      isIssued(running, "job-2");
      assertThat(running.gateway.stock().spoiled()).isZero();
    }
  }

  @Test
  void check_reads_the_files_and_asks_nobody() throws Exception {
    service.kill();
    Gateway.Check check = Gateway.check(folder);
    assertThat(check.problems()).isEmpty();
    assertThat(check.notes())
        .anySatisfy(note -> assertThat(note).contains(service.url().toString()))
        .noneSatisfy(note -> assertThat(note).contains("lies on this box"));
  }
}
