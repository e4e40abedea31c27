package org.countersign.personalization.issue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.countersign.personalization.Application;
import org.countersign.personalization.JobState;
import org.countersign.personalization.TestApplications;
import org.countersign.personalization.keys.MasterKeys;
import org.countersign.personalization.keys.Secret;
import org.countersign.personalization.plan.Plan;
import org.countersign.personalization.plan.PlanCompiler;
import org.countersign.personalization.profile.Profile;
import org.countersign.personalization.profile.ProfileReader;
import org.countersign.simulator.CardSpec;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/** A card type is a file: nothing in the engine knows these chips. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class UnknownCardTypeTest {

  private final TestSignatures signatures = new TestSignatures();
  private final java.util.List<JobState> journal = new java.util.ArrayList<>();

  @Test
  void a_profile_alone_issues_a_chip_with_commands_of_its_own() throws Exception {
    LibraryChip chip = new LibraryChip(new byte[0]);

    IssuedCard issued = issue("library-card", chip, new byte[16]);

    assertThat(issued.verdict().summary()).isEqualTo("good");
    assertThat(chip.locked()).isTrue();
    assertThat(new String(chip.memory(), 80, 10, StandardCharsets.US_ASCII))
        .isEqualTo("0017000123");
    assertThat(journal).doesNotContain(JobState.SIGNED).endsWith(JobState.ACTIVATED);
  }

  @Test
  void the_same_through_a_secure_channel() throws Exception {
    LibraryChip chip = new LibraryChip(CardSpec.testKey(16).toArray());

    IssuedCard issued = issue("sealed-library-card", chip, CardSpec.testKey(16).toArray());

    assertThat(issued.verdict().summary()).isEqualTo("good");
    assertThat(chip.locked()).isTrue();
  }

  @Test
  void a_chip_that_does_not_keep_what_was_written_is_spoiled_and_never_activated() {
    LibraryChip chip = new LibraryChip(new byte[0]);
    chip.breakMemory();

    assertThatThrownBy(() -> issue("library-card", chip, new byte[16]))
        .isInstanceOfSatisfying(
            IssuanceException.class,
            e -> assertThat(e.cardState()).isEqualTo(IssuanceException.CardState.SPOILED));
    assertThat(chip.locked()).isFalse();
    assertThat(journal).doesNotContain(JobState.READ_BACK, JobState.ACTIVATING);
  }

  @Test
  void other_keys_are_noticed_before_a_try_is_spent() {
    LibraryChip chip = new LibraryChip(CardSpec.testKey(16).toArray());

    assertThatThrownBy(() -> issue("sealed-library-card", chip, new byte[16]))
        .isInstanceOfSatisfying(
            IssuanceException.class,
            e -> assertThat(e.cardState()).isEqualTo(IssuanceException.CardState.QUARANTINED));
    assertThat(chip.instructions()).contains(0x50).doesNotContain(0x82);
    assertThat(chip.locked()).isFalse();
  }

  private IssuedCard issue(String name, LibraryChip chip, byte[] key) throws Exception {
    Profile profile = profile(name + ".json");
    Application application =
        new Application(
            name, Optional.empty(), Map.of("readerName", "林秀", "branch", "17"), Map.of());
    PlanCompiler.Compilation compiled =
        new PlanCompiler(signatures)
            .compile(profile, application, "000123", TestApplications.TODAY);
    assertThat(compiled).isInstanceOf(PlanCompiler.Compilation.Good.class);
    Plan plan = ((PlanCompiler.Compilation.Good) compiled).plan();
    try (MasterKeys keys = new MasterKeys(Map.of("library", Secret.of(key)))) {
      return new CardIssuance(keys, signatures, signatures, Duration.ofSeconds(5), System::nanoTime)
          .issue("job-1", plan, chip, (state, facts) -> journal.add(state));
    }
  }

  private static Profile profile(String file) throws IOException {
    try (InputStream in = UnknownCardTypeTest.class.getResourceAsStream(file)) {
      ProfileReader.Reading reading =
          ProfileReader.read(file, java.util.Objects.requireNonNull(in).readAllBytes());
      assertThat(reading).isInstanceOf(ProfileReader.Reading.Good.class);
      return ((ProfileReader.Reading.Good) reading).profile();
    }
  }
}
