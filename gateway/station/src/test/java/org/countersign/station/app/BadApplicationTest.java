package org.countersign.station.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.countersign.station.app.RunningStation.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Applications that cannot become a card. Each is refused with the field and what would be right,
 * nothing of it is recorded, and the next good one is issued on the same device.
 */
@Timeout(120)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class BadApplicationTest {

  private static final String PERMIT = "residence-permit";

  @TempDir static Path folder;
  private static RunningStation station;

  private Map<String, Object> body;
  private JsonNode stockBefore;
  private long recordBefore;

  @BeforeAll
  static void start() throws Exception {
    StationFolder.make(folder)
        .device(
            "encoder-1",
            """
            driver = "simulator"
            profiles = ["residence-permit"]
            key-diversification = "kdf3"
            """);
    station = RunningStation.start(folder);
    station.issuesAGoodCardOn("encoder-1", PERMIT); // The device is settled on record.
  }

  @AfterAll
  static void stop() {
    station.close();
  }

  @BeforeEach
  void look() throws Exception {
    body = RunningStation.body(PERMIT);
    stockBefore = station.stock();
    recordBefore = station.gateway.events().latest();
  }

  @AfterEach
  void the_service_goes_on() throws Exception {
    station.issuesAGoodCardOn("encoder-1", PERMIT);
  }

  @SuppressWarnings("unchecked")
  private Map<String, String> data() {
    return (Map<String, String>) body.get("data");
  }

  private void portrait(byte[] bytes) {
    body.put("attachments", Map.of("portrait", Base64.getEncoder().encodeToString(bytes)));
  }

  /** Sends the body; nothing of it may be found anywhere afterwards. */
  private Answer refused() throws Exception {
    Answer answer = station.put("bad-1", body);
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(422);
    assertThat(answer.detail()).contains("Nothing was recorded", "Mend every field");
    assertThat(station.get("/v1/jobs/bad-1").status()).isEqualTo(404);
    assertThat(station.gateway.events().latest()).isEqualTo(recordBefore);
    assertThat(station.stock()).isEqualTo(stockBefore);
    return answer;
  }

  @Test
  void a_portrait_that_is_no_JPEG() throws Exception {
    portrait(RunningStation.utf8("GIF89a and some more bytes"));
    assertThat(refused().problemOf("attachments.portrait"))
        .contains("is no JPEG image", "it does not begin with FF D8");
  }

  @Test
  void a_portrait_that_was_cut_off_on_its_way() throws Exception {
    byte[] whole = StationFolder.application(PERMIT, 1).attachments().get("portrait").toArray();
    portrait(java.util.Arrays.copyOf(whole, whole.length - 2));
    assertThat(refused().problemOf("attachments.portrait")).contains("is a JPEG that is cut off");
  }

  @Test
  void a_portrait_of_too_many_bytes() throws Exception {
    byte[] whole = StationFolder.application(PERMIT, 1).attachments().get("portrait").toArray();
    ByteArrayOutputStream padded = new ByteArrayOutputStream();
    padded.write(whole, 0, whole.length - 2);
    padded.write(new byte[60_000]);
    padded.write(whole, whole.length - 2, 2);
    portrait(padded.toByteArray());
    assertThat(refused().problemOf("attachments.portrait"))
        .matches("is " + padded.size() + " bytes; 1 to [0-9]+");
  }

  @Test
  void a_name_that_cannot_be_transliterated() throws Exception {
    data().put("familyName", "张");
    assertThat(refused().problemOf("data.familyName"))
        .contains("ICAO 9303-3 section 6", "give the name in Latin letters")
        .doesNotContain("张");
  }

  @Test
  void a_date_that_does_not_exist() throws Exception {
    data().put("birthDate", "1987-02-29");
    assertThat(refused().problemOf("data.birthDate"))
        .isEqualTo("is no date of the calendar in the form yyyy-MM-dd");
  }

  @Test
  void an_unknown_profile() throws Exception {
    body.put("profile", "residence-permitt");
    assertThat(refused().problemOf("profile"))
        .contains(
            "is none of this station's",
            "use one of residence-permit, residence-registration-card");
  }

  @Test
  void an_unknown_field_with_its_likely_spelling() throws Exception {
    data().put("familiName", "Zhang");
    assertThat(refused().problemOf("data.familiName")).contains("is not known", "familyName");
  }

  @Test
  void several_faulty_fields_are_named_at_once_and_no_value_is_quoted() throws Exception {
    data().put("birthDate", "2026-13-01");
    data().put("sex", "Q");
    data().remove("expiryDate");
    data().put("familyName", "Жук漢");
    portrait(new byte[] {0x25, 0x50, 0x44, 0x46});
    Answer answer = refused();
    assertThat(answer.body().path("errors").findValuesAsText("field"))
        .containsExactlyInAnyOrder(
            "data.birthDate",
            "data.sex",
            "data.expiryDate",
            "data.familyName",
            "attachments.portrait");
    assertThat(answer.problemOf("data.expiryDate")).isEqualTo("is missing");
    assertThat(answer.body().toString()).doesNotContain("2026-13-01", "Жук", "漢", "1988", "Zhang");
  }

  @Test
  void another_body_under_the_same_id_changes_nothing_of_the_first() throws Exception {
    String first = "job-of-" + recordBefore;
    station.submit(first, PERMIT);
    JsonNode issued = station.ended(first);
    Answer again = station.put(first, body);
    assertThat(again.status()).isEqualTo(202);
    assertThat(again.body()).isEqualTo(issued);

    data().put("givenNames", "Si");
    Answer other = station.put(first, body);

    assertThat(other.status()).isEqualTo(409);
    assertThat(other.body().path("type").asText()).endsWith("problem/other-application");
    assertThat(other.detail())
        .contains("used for another application", "under an id of its own", "nothing was changed");
    assertThat(station.job(first)).isEqualTo(issued);
  }
}
