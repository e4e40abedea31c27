package org.countersign.personalization.profile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A profile that would go on with a card wrongly is refused before a card is touched. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ResumeSectionTest {

  private static final String PERMIT = "residence-permit";
  private static final String REGISTRATION = "residence-registration-card";
  private static final ObjectMapper JSON = new ObjectMapper();

  static Stream<Arguments> mistakes() {
    return Stream.of(
        mistake(
            REGISTRATION, "needs a checkChip step", p -> remove(p, "/resume/1/authenticate", 1)),
        mistake(
            REGISTRATION,
            "must hold a step in which the card accepts our keys",
            p -> remove(p, "/resume/1/authenticate", 0)),
        mistake(
            REGISTRATION,
            "needs \"write\" for a file",
            p -> ((ObjectNode) p.at("/resume/1/restore/1")).remove("write")),
        mistake(
            REGISTRATION,
            "needs either \"file\" or \"find\"",
            p -> ((ObjectNode) p.at("/resume/1/restore/0")).remove("find")),
        mistake(
            REGISTRATION,
            "/resume/0/readBack: does not read EF_SOD",
            p -> remove(p, "/resume/0/readBack", 5)),
        mistake(
            REGISTRATION,
            "must end with the step that makes the card valid",
            p -> remove(p, "/resume/0/activate", 1)),
        mistake(
            REGISTRATION,
            "is for a way that writes nothing",
            p -> ((ObjectNode) p.at("/resume/1")).set("activate", p.at("/resume/0/activate"))),
        mistake(
            REGISTRATION,
            "has effect ACTIVATES",
            p -> ((ArrayNode) p.at("/resume/1/write")).add(p.at("/resume/0/activate/1"))),
        mistake(
            REGISTRATION,
            "has effect CHANGES",
            p -> ((ArrayNode) p.at("/resume/1/restore/0/find")).add(p.at("/write/0"))),
        mistake(
            PERMIT,
            "is made with a key of the secure channel",
            p -> {
              ObjectNode file = (ObjectNode) p.at("/files/EF_DG12");
              ObjectNode secret = JSON.createObjectNode();
              secret.set("encrypt", file.get("content"));
              secret.put("under", "transport.dek");
              file.set("content", secret);
            }),
        mistake(
            PERMIT,
            "\"later\" is none of",
            p -> ((ObjectNode) p.at("/resume/0")).put("when", "later")));
  }

  private static Arguments mistake(String profile, String told, Consumer<JsonNode> made) {
    return Arguments.of(told, profile, made);
  }

  private static void remove(JsonNode profile, String list, int index) {
    JsonNode removed = ((ArrayNode) profile.at(list)).remove(index);
    assertThat(removed).isNotNull();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mistakes")
  void a_mistake_is_told(String told, String id, Consumer<JsonNode> mistake) throws Exception {
    JsonNode profile = JSON.readTree(ShippedProfiles.json(id));
    mistake.accept(profile);

    ProfileReader.Reading reading = ProfileReader.read("p.json", JSON.writeValueAsBytes(profile));

    assertThat(reading).isInstanceOf(ProfileReader.Reading.Bad.class);
    assertThat(((ProfileReader.Reading.Bad) reading).problems().toString()).contains(told);
  }
}
