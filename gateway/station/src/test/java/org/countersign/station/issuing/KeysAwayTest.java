package org.countersign.station.issuing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.countersign.apdu.Bytes;
import org.countersign.personalization.Application;
import org.countersign.personalization.issue.CardIssuance;
import org.countersign.personalization.keys.KeySource;
import org.countersign.personalization.keys.KeyUnavailableException;
import org.countersign.personalization.keys.KeyUnavailableException.Hinders;
import org.countersign.personalization.keys.Secret;
import org.countersign.personalization.plan.PlanCompiler;
import org.countersign.personalization.profile.ShippedProfiles;
import org.countersign.personalization.signing.DocumentSigner;
import org.countersign.personalization.signing.DocumentVerifier;
import org.countersign.station.app.StationFolder;
import org.countersign.station.jobs.Jobs.Submission;
import org.countersign.station.ledger.LedgerFixture;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that come in while their keys cannot be looked at. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class KeysAwayTest {

  private static final String PERMIT = "residence-permit";

  @TempDir Path folder;

  /** Says no to every job. */
  private record Refusing(Hinders hinders, String why) implements KeySource {
    @Override
    public Secret key(Request request) throws KeyUnavailableException {
      throw new KeyUnavailableException(hinders, why);
    }

    @Override
    public void require(Order order) throws KeyUnavailableException {
      throw new KeyUnavailableException(hinders, why);
    }
  }

  private static final class Signing implements DocumentSigner {
    @Override
    public Set<String> suites() {
      return Set.of("ICAO-P256");
    }

    @Override
    public int maxSize(String suite, int dataGroups) {
      return 1_024;
    }

    @Override
    public Signed sign(Request request) {
      return new Signed(Bytes.of(0x30), "01");
    }
  }

  private Submission submit(KeySource keys) {
    OneSignatureAJob signer = new OneSignatureAJob(new Signing());
    DocumentVerifier nobody = (efSod, groups) -> new DocumentVerifier.Verdict(List.of());
    CardIssuance issuance =
        new CardIssuance(keys, signer, nobody, Duration.ofSeconds(5), System::nanoTime);
    Clock clock = Clock.systemUTC();
    ProfileProducts products =
        new ProfileProducts(
            Map.of(PERMIT, ShippedProfiles.profile(PERMIT)),
            new PlanCompiler(signer),
            issuance,
            signer,
            clock);
    Application application = StationFolder.application(PERMIT, 1);
    try (LedgerFixture fixture = new LedgerFixture(folder)) {
      Submission answer =
          new StationJobs(fixture.ledger, products, new WaitingJobs(System::nanoTime), 10)
              .submit("job-1", application);
      assertThat(fixture.ledger.find("job-1")).isEmpty();
      return answer;
    }
  }

  @Test
  void a_token_that_is_away_is_no_fault_of_the_application_which_may_come_again() {
    assertThat(submit(new Refusing(Hinders.STATION, "the token is away")))
        .isEqualTo(new Submission.Busy("the token is away"));
  }

  @Test
  void an_envelope_that_can_never_be_used_is_refused() {
    assertThat(submit(new Refusing(Hinders.JOB, "it is for another job")))
        .isInstanceOfSatisfying(
            Submission.Refused.class,
            refused ->
                assertThat(refused.problems())
                    .singleElement()
                    .hasToString("attachments.keyEnvelope: it is for another job"));
  }
}
