package org.countersign.personalization.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.countersign.personalization.FieldProblem;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TestCardProfileTest {

  private static final String WRITE = "{\"step\": \"writeFile\", \"file\": \"EF_TEST\"}";

  @Test
  void a_test_card_is_written_as_any_profile_but_is_none_that_issues() {
    assertThat(problems(shipped())).isEmpty();
    assertThat(ProfileReader.read("test-card.json", shipped().getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(ProfileReader.Reading.Bad.class);
  }

  @Test
  void what_can_be_done_once_in_a_cards_life_is_refused() {
    String activate = "{\"step\": \"activateFile\"}";

    assertThat(problems(shipped().replace(WRITE, WRITE + "," + activate)))
        .anyMatch(problem -> problem.contains("can be done only once"));
  }

  @Test
  void sections_that_issue_a_card_are_not_known() {
    assertThat(problems(shipped().replaceFirst("\\{", "{\"activate\": [],")))
        .anyMatch(problem -> problem.contains("is not known here"));
  }

  @Test
  void two_authentications_are_refused_since_one_attempt_is_on_record() {
    String check = "{\"step\": \"checkChip\"}";
    String again =
        "{\"step\": \"externalAuthentication\", \"key\": \"test.01\", \"keyId\": \"01\"}";

    assertThat(problems(shipped().replace(check, check + "," + again)))
        .anyMatch(problem -> problem.contains("exactly one step"));
  }

  @Test
  void a_content_that_is_the_same_every_day_proves_nothing() {
    String content = "{\"text\": \"serial\", \"charset\": \"ascii\"}";

    assertThat(problems(shipped().replace(content, "{\"hex\": \"30313233343536373839\"}")))
        .anyMatch(problem -> problem.contains("with the serial in its content"));
  }

  private static String shipped() {
    return new String(ShippedProfiles.testCard(), StandardCharsets.UTF_8);
  }

  private static List<String> problems(String json) {
    return switch (TestCardReader.read("test-card.json", json.getBytes(StandardCharsets.UTF_8))) {
      case ProfileReader.Reading.Good good -> List.of();
      case ProfileReader.Reading.Bad bad ->
          bad.problems().stream().map(FieldProblem::toString).toList();
    };
  }
}
