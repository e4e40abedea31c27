package org.countersign.station.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.countersign.toml.ConfigProblem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code check} tries out what a configuration says of test cards. */
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TestCardFilesTest {

  private static final String KEY = "404142434445464748494A4B4C4D4E4F";

  @TempDir Path folder;
  private StationFolder station;

  @BeforeEach
  void make() throws Exception {
    station = StationFolder.makePilot(folder);
    station.testCards(KEY, "89860000000000000001");
  }

  private List<String> problems() {
    return Gateway.check(folder).problems().stream().map(ConfigProblem::toString).toList();
  }

  private void onlyProblem(String... parts) {
    assertThat(problems()).singleElement().satisfies(p -> assertThat(p).contains(parts));
  }

  private void replace(String file, String what, String with) throws Exception {
    String text = Files.readString(folder.resolve(file));
    assertThat(text).contains(what);
    Files.writeString(folder.resolve(file), text.replace(what, with));
  }

  @Test
  void the_shipped_profile_with_its_key_is_taken() {
    assertThat(problems()).isEmpty();
  }

  @Test
  void keys_that_others_may_read_are_refused_with_their_place() throws Exception {
    Files.setPosixFilePermissions(
        folder.resolve(StationFolder.TEST_KEYS), PosixFilePermissions.fromString("rw-r--r--"));
    onlyProblem("station.toml:24:1: self-test.test-card-keys", "chmod 600");
  }

  @Test
  void keys_that_are_not_there_are_told() throws Exception {
    Files.delete(folder.resolve(StationFolder.TEST_KEYS));
    onlyProblem("self-test.test-card-keys", "there is no file");
  }

  @Test
  void the_keys_of_real_cards_are_no_keys_of_test_cards() throws Exception {
    replace("station.toml", StationFolder.TEST_KEYS, "keys.json");
    onlyProblem("self-test.test-card-keys", "is the file of [keys] too");
  }

  @Test
  void a_key_that_the_profile_needs_and_the_file_does_not_hold_is_told() throws Exception {
    replace(StationFolder.TEST_KEYS, "\"test\"", "\"tets\"");
    onlyProblem("self-test.test-card-keys", "holds no key test", "file-test-card", "[tets]");
  }

  @Test
  void no_secret_is_told_with_a_key_that_is_none() throws Exception {
    replace(StationFolder.TEST_KEYS, KEY, KEY.substring(1));
    onlyProblem("self-test.test-card-keys", "test-card.json: ");
    assertThat(problems().toString()).doesNotContain(KEY.substring(1));
  }

  @Test
  void a_profile_that_is_wrong_or_missing_is_told() throws Exception {
    replace("test-card.json", "\"readBack\"", "\"readback\"");
    assertThat(problems())
        .isNotEmpty()
        .allSatisfy(p ->
            assertThat(p)
                .startsWith("station.toml:23:1: self-test.test-card-profile: test-card.json:"));

    Files.delete(folder.resolve("test-card.json"));
    onlyProblem("self-test.test-card-profile", "test-card.json cannot be read");
  }

  @Test
  void a_profile_of_real_cards_is_none_of_test_cards() throws Exception {
    replace("station.toml", "= \"test-card.json", "= \"profiles.d/residence-permit.json");
    assertThat(problems())
        .isNotEmpty()
        .allSatisfy(p -> assertThat(p).contains("self-test.test-card-profile"));
  }
}
