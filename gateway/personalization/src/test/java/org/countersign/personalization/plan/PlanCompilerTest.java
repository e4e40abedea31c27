package org.countersign.personalization.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.countersign.personalization.TestApplications.permit;
import static org.countersign.personalization.TestApplications.registration;
import static org.countersign.personalization.TestApplications.with;
import static org.countersign.personalization.TestApplications.withPortrait;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.countersign.apdu.Bytes;
import org.countersign.personalization.Application;
import org.countersign.personalization.FieldProblem;
import org.countersign.personalization.TestApplications;
import org.countersign.personalization.profile.Profile;
import org.countersign.personalization.profile.ShippedProfiles;
import org.countersign.personalization.signing.DocumentSigner;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class PlanCompilerTest {

  private static final Profile PERMIT = ShippedProfiles.profile("residence-permit");

  private final PlanCompiler compiler =
      new PlanCompiler(
          new DocumentSigner() {
            @Override
            public Set<String> suites() {
              return Set.of("ICAO-P256");
            }

            @Override
            public int maxSize(String suite, int dataGroups) {
              return 1024;
            }

            @Override
            public Signed sign(Request request) {
              throw new AssertionError("a plan signs nothing");
            }
          });

  private List<FieldProblem> problems(Application application) {
    return compiler.check(
        ShippedProfiles.profile(application.profile()), application, TestApplications.TODAY);
  }

  private Plan plan(Application application, String serial) {
    return ((PlanCompiler.Compilation.Good)
            compiler.compile(
                ShippedProfiles.profile(application.profile()),
                application,
                serial,
                TestApplications.TODAY))
        .plan();
  }

  @ParameterizedTest
  @CsvSource({
    "birthDate,1989-02-29,no date",
    "birthDate,2027-01-01,is after today",
    "birthDate,1880-01-01,is before today-130y",
    "birthDate,29.02.1988,no date",
    "expiryDate,2020-01-01,is before today",
    "familyName,林,does not transliterate",
    "sex,Q,must be one of",
    "nationality,cn,may hold only",
    "personalNumber,12-34,may hold only",
    "address,'',0 characters"
  })
  void a_bad_text_is_named_by_its_field_and_not_repeated(String name, String value, String why) {
    assertThat(problems(with(permit(), name, value)))
        .singleElement()
        .satisfies(p -> {
          assertThat(p.field()).isEqualTo("data." + name);
          assertThat(p.problem()).contains(why);
          if (value.length() > 2) {
            assertThat(p.toString()).doesNotContain(value);
          }
        });
  }

  @Test
  void bad_portraits_are_named() {
    assertThat(problems(withPortrait(permit(), Bytes.utf8("no picture at all"))))
        .extracting(FieldProblem::field)
        .containsExactly("attachments.portrait");
    assertThat(problems(withPortrait(permit(), TestApplications.jpeg(240, 320, 30_000))))
        .extracting(FieldProblem::problem)
        .containsExactly("is 30000 bytes; 1 to 20480");
    assertThat(problems(withPortrait(permit(), TestApplications.jpeg(40, 40, 2_000))))
        .extracting(FieldProblem::problem)
        .allMatch(p -> p.contains("40 x 40 pixels"));
  }

  @Test
  void all_problems_come_at_once_with_near_names() {
    Application bad =
        new Application(
            "residence-permit",
            Optional.of("ICAO-P265"),
            Map.of("familyNam", "WEI", "sex", "M", "birthDate", "2001-02-30"),
            Map.of());

    assertThat(problems(bad))
        .extracting(FieldProblem::field)
        .contains(
            "suite",
            "data.familyNam",
            "data.familyName",
            "data.birthDate",
            "data.nationality",
            "data.expiryDate",
            "attachments.portrait");
    assertThat(problems(bad).toString())
        .contains("did you mean \"ICAO-P256\"?")
        .contains("did you mean \"familyName\"?");
  }

  @Test
  void a_suite_that_the_station_cannot_sign_is_refused() {
    Application other =
        new Application(
            "residence-permit", Optional.of("GM-SM2"), permit().data(), permit().attachments());

    assertThat(problems(other)).extracting(FieldProblem::field).containsExactly("suite");
  }

  @Test
  void the_same_application_gives_the_same_plan_and_another_serial_another_one() {
    assertThat(plan(permit(), "UTO000001").hash()).isEqualTo(plan(permit(), "UTO000001").hash());
    assertThat(plan(permit(), "UTO000001").hash()).isNotEqualTo(plan(permit(), "UTO000002").hash());
  }

  @Test
  void a_plan_shows_no_personal_data() {
    String commands = plan(registration(), "UTO000001").commands().toString();

    assertThat(commands)
        .doesNotContain(Bytes.utf8("林秀").toHex())
        .doesNotContain(Bytes.utf8("110105198802290025").toHex())
        .contains("bytes>");
    assertThat(plan(registration(), "UTO000001").toString()).doesNotContain("林");
  }

  @Test
  void faster_links_need_less_time_and_never_none() {
    Plan plan = plan(permit(), "UTO000001");

    assertThat(plan.estimatedSeconds(Link.CONTACT_9600))
        .isGreaterThan(plan.estimatedSeconds(Link.CONTACT_115200));
    assertThat(plan.estimatedSeconds(Link.CONTACTLESS_106))
        .isGreaterThan(plan.estimatedSeconds(Link.CONTACTLESS_848));
    assertThat(plan.estimatedSeconds(Link.CONTACTLESS_848)).isGreaterThan(0.5);
    assertThat(plan.fileSizes()).containsKeys("EF_COM", "EF_DG1", "EF_DG2", "EF_SOD");
  }

  @Test
  void the_machine_readable_zone_is_that_of_the_application() {
    assertThat(plan(permit(), "UTO000042").machineReadableZone())
        .satisfies(lines -> {
          assertThat(lines.get(0)).startsWith("IRUTOUTO000042");
          assertThat(lines.get(1)).startsWith("880229");
          assertThat(lines.get(2)).isEqualTo("MUELLER<ONO<<LIN<XIU<<<<<<<<<<");
        });
  }

  @Test
  void a_chip_with_too_little_memory_is_found_before_a_card_is_touched() {
    String json =
        new String(
            ShippedProfiles.json("residence-permit"), java.nio.charset.StandardCharsets.UTF_8);
    String small = json.replace("\"memory\": 40960", "\"memory\": 8192");
    var reading =
        org.countersign.personalization.profile.ProfileReader.read(
            "small.json", small.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    Profile profile =
        ((org.countersign.personalization.profile.ProfileReader.Reading.Good) reading).profile();

    assertThat(compiler.check(profile, permit(), TestApplications.TODAY))
        .extracting(FieldProblem::problem)
        .singleElement()
        .asString()
        .contains("bytes of the chip's memory; it has 8192");
    assertThat(profile.hash()).isNotEqualTo(PERMIT.hash());
  }
}
