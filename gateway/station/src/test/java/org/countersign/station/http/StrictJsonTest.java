package org.countersign.station.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.countersign.personalization.FieldProblem;
import org.countersign.protocol.v1.Application;
import org.countersign.protocol.v1.Job;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class StrictJsonTest {

  private static List<FieldProblem> read(String json, Application.Builder into) throws Exception {
    return StrictJson.read(json.getBytes(StandardCharsets.UTF_8), into);
  }

  private static List<String> fields(String json) throws Exception {
    return read(json, Application.newBuilder()).stream().map(FieldProblem::field).toList();
  }

  @Test
  void null_is_absence_as_in_protobufs_own_mapping() throws Exception {
    Application.Builder application = Application.newBuilder();

    assertThat(read("{\"profile\":\"p\",\"suite\":null,\"data\":null}", application)).isEmpty();
    assertThat(application.build()).isEqualTo(Application.newBuilder().setProfile("p").build());
  }

  @Test
  void both_alphabets_of_base64_are_read_with_and_without_padding() throws Exception {
    for (String text : List.of("+/+/AA==", "-_-_AA", "+/+/AA")) {
      Application.Builder application = Application.newBuilder();
      assertThat(read("{\"attachments\":{\"a\":\"" + text + "\"}}", application)).isEmpty();
      assertThat(application.getAttachmentsOrThrow("a").toByteArray())
          .containsExactly(0xFB, 0xFF, 0xBF, 0x00);
    }
  }

  @Test
  void wrong_types_are_named_wherever_they_stand() throws Exception {
    assertThat(fields("[]")).containsExactly("$");
    assertThat(fields("\"x\"")).containsExactly("$");
    assertThat(fields("{\"profile\":[1,{\"a\":[]}],\"suite\":{},\"data\":[],\"attachments\":1}"))
        .containsExactly("profile", "suite", "data", "attachments");
    assertThat(fields("{\"data\":{\"a\":1,\"b\":true,\"c\":null,\"d\":{},\"e\":\"good\"}}"))
        .containsExactly("data.a", "data.b", "data.c", "data.d");
  }

  @Test
  void a_key_that_is_there_twice_is_named() throws Exception {
    assertThat(fields("{\"data\":{\"a\":\"1\",\"a\":\"2\"},\"profile\":\"p\",\"profile\":\"q\"}"))
        .containsExactly("data.a", "profile");
  }

  @Test
  void half_a_surrogate_pair_is_no_text() throws Exception {
    assertThat(fields("{\"data\":{\"a\":\"\\ud842\",\"b\":\"\\ud842\\udfb7\"}}"))
        .containsExactly("data.a");
  }

  @Test
  void a_hostile_nesting_is_malformed() {
    assertThatThrownBy(() -> fields("{\"data\":" + "[".repeat(10_000)))
        .isInstanceOf(StrictJson.Malformed.class);
  }

  @Test
  void the_answer_to_a_hostile_body_is_bounded() throws Exception {
    StringBuilder json = new StringBuilder("{");
    for (int i = 0; i < 5_000; i++) {
      json.append("\"k").append(i).append("\":1,");
    }
    assertThat(fields(json.append("\"profile\":\"p\"}").toString())).hasSize(1_000);
  }

  @Test
  void a_message_that_it_cannot_read_is_refused_at_once() {
    assertThatThrownBy(() -> StrictJson.read(new byte[0], Job.newBuilder()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("accepted_at_millis");
  }
}
