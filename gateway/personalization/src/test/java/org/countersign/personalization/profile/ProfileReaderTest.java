package org.countersign.personalization.profile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.countersign.personalization.FieldProblem;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class ProfileReaderTest {

  private static final JsonSchema SCHEMA =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
          .getSchema(new String(ShippedProfiles.schema(), StandardCharsets.UTF_8));

  static Stream<Path> malformed() throws IOException, URISyntaxException {
    return folder("malformed");
  }

  static Stream<Path> contradictory() throws IOException, URISyntaxException {
    return folder("contradictory");
  }

  static List<String> shipped() {
    return ShippedProfiles.IDS;
  }

  private static Stream<Path> folder(String name) throws IOException, URISyntaxException {
    URI at = Objects.requireNonNull(ProfileReaderTest.class.getResource(name)).toURI();
    return Files.list(Path.of(at)).sorted();
  }

  private static boolean schemaAccepts(byte[] json) throws IOException {
    return SCHEMA.validate(new ObjectMapper().readTree(json)).isEmpty();
  }

  private static List<FieldProblem> problems(String name, byte[] json) {
    return switch (ProfileReader.read(name, json)) {
      case ProfileReader.Reading.Good good -> List.of();
      case ProfileReader.Reading.Bad bad -> bad.problems();
    };
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void schema_and_reader_accept_the_shipped_profiles(String id) throws Exception {
    byte[] json = ShippedProfiles.json(id);

    assertThat(SCHEMA.validate(new ObjectMapper().readTree(json))).isEmpty();
    assertThat(problems(id, json)).isEmpty();
    assertThat(ShippedProfiles.profile(id).id()).isEqualTo(id);
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void schema_and_reader_refuse_what_is_malformed(Path file) throws Exception {
    byte[] json = Files.readAllBytes(file);

    assertThat(schemaAccepts(json)).as("schema").isFalse();
    assertThat(problems("p.json", json))
        .isNotEmpty()
        .allSatisfy(p -> assertThat(p.field()).matches("p\\.json:[0-9]+ /.*"));
  }

  @ParameterizedTest
  @MethodSource("contradictory")
  void the_reader_refuses_what_is_well_formed_and_wrong(Path file) throws Exception {
    byte[] json = Files.readAllBytes(file);

    assertThat(schemaAccepts(json)).as("schema").isTrue();
    assertThat(problems("p.json", json)).isNotEmpty();
  }

  @Test
  void all_problems_are_told_at_once_with_line_and_near_name() {
    String json = new String(ShippedProfiles.json("residence-permit"), StandardCharsets.UTF_8);
    String broken =
        json.replace("\"tlv\": \"60\"", "\"tvl\": \"60\"")
            .replace("\"step\": \"checkChip\"", "\"step\": \"checkChp\"")
            .replace("\"data.nationality\"", "\"data.nationalty\"");

    List<FieldProblem> problems = problems("permit.json", broken.getBytes(StandardCharsets.UTF_8));

    assertThat(problems).hasSize(4);
    assertThat(problems.toString())
        .contains("did you mean \"tlv\"?")
        .contains("did you mean \"checkChip\"?")
        .contains("did you mean \"data.nationality\"?");
    int brace = broken.lastIndexOf('{', broken.indexOf("tvl"));
    long line = 1 + broken.substring(0, brace).chars().filter(c -> c == '\n').count();
    assertThat(problems.get(1).field()).startsWith("permit.json:" + line + " /files/EF_COM");
  }

  @Test
  void text_that_is_no_json_is_a_problem_with_its_line() {
    assertThat(problems("p.json", "{\n\"id\": }".getBytes(StandardCharsets.UTF_8)))
        .singleElement()
        .satisfies(p -> assertThat(p.field()).startsWith("p.json:2 "));
    assertThat(problems("p.json", "{\"id\":\"a\",\"id\":\"b\"}".getBytes(StandardCharsets.UTF_8)))
        .isNotEmpty();
    assertThat(problems("p.json", new byte[0])).isNotEmpty();
  }

  @Test
  void the_hash_does_not_depend_on_blanks_or_the_order_of_members() {
    byte[] first = "{\"b\":[1,\"\\u20ac\\n\"],\"a\":true}".getBytes(StandardCharsets.UTF_8);
    byte[] second =
        "{ \"a\" : true,\n \"b\":[ 1 , \"€\\u000a\" ] }".getBytes(StandardCharsets.UTF_8);

    assertThat(hash(first)).isEqualTo(hash(second));
    assertThat(new String(canonical(second), StandardCharsets.UTF_8))
        .isEqualTo("{\"a\":true,\"b\":[1,\"€\\n\"]}");
  }

  @Test
  void members_are_sorted_as_in_the_example_of_rfc_8785() {
    // RFC 8785, 3.2.3: order by UTF-16 code units.
    String json =
        "{\"\\u20ac\":\"Euro Sign\",\"\\r\":\"Carriage Return\",\"\\ufb33\":\"Hebrew Letter\","
            + "\"1\":\"One\",\"\\ud83d\\ude00\":\"Emoji\",\"\\u0080\":\"Control\","
            + "\"\\u00f6\":\"Latin\"}";

    assertThat(new String(canonical(json.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8))
        .containsSubsequence(
            "Carriage Return", "One", "Control", "Latin", "Euro Sign", "Emoji", "Hebrew Letter");
  }

  private static String hash(byte[] json) {
    try {
      return CanonicalJson.hash(JsonParsing.parse(json)).toHex();
    } catch (JsonParsing.Malformed e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] canonical(byte[] json) {
    try {
      return CanonicalJson.write(JsonParsing.parse(json));
    } catch (JsonParsing.Malformed e) {
      throw new AssertionError(e);
    }
  }
}
