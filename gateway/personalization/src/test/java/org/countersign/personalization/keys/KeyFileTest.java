package org.countersign.personalization.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.countersign.apdu.Bytes;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class KeyFileTest {

  private static final String HEX = "404142434445464748494A4B4C4D4E4F";

  @TempDir Path folder;

  @Test
  void keys_are_read_and_their_check_values_compared() throws Exception {
    Path file =
        written(
            """
            { "keys": {
                "transport":  { "algorithm": "AES",  "value": "%s", "kcv": "504A77" },
                "issuer.enc": { "value": "%s", "algorithm": "TDES", "kcv": "8baf47" },
                "reading":    { "algorithm": "AES",  "value": "%s5051525354555657" } } }
            """
                .formatted(HEX, HEX, HEX));
    try (MasterKeys keys = KeyFile.read(file)) {
      assertThat(keys.names()).containsExactly("issuer.enc", "reading", "transport");
      Secret key =
          keys.key(new KeySource.Request("transport", "enc", Diversification.NONE, Bytes.empty()));
      assertThat(key.toArray()).isEqualTo(Bytes.hex(HEX).toArray());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw-rw-rw-", "rwx------"})
  void a_file_that_others_can_read_is_refused(String permissions) throws Exception {
    Path file = written("{ \"keys\": {} }");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    assertThat(problems(file))
        .singleElement()
        .asString()
        .startsWith("file: permissions are " + permissions)
        .contains("chmod 600");
  }

  @Test
  void all_problems_come_at_once_with_their_lines() throws Exception {
    Path file =
        written(
            """
            { "keys": {
                "a": { "algorithm": "AES", "value": "%s", "kcv": "000000" },
                "b": { "algorithm": "DES", "value": "%s" },
                "c": { "algorithm": "AES", "value": "4041" },
                "d": { "algorithm": "AES" },
                "e": { "algorithm": "AES", "value": "40 41" },
                "f": { "algorithm": "AES", "value": "%s", "comment": "x" },
                "g": 7,
                "a": { "algorithm": "TDES", "value": "%s" },
                "no blanks": { "algorithm": "AES", "value": "%s" } },
              "more": [ 1, 2 ] }
            """
                .formatted(HEX, HEX, HEX, HEX, HEX));
    assertThat(problems(file))
        .containsExactly(
            "keys.a.kcv, line 2: the value's check value is 504A77, another is given; one has a"
                + " mistake",
            "keys.b.algorithm, line 3: must be \"AES\" or \"TDES\"",
            "keys.c.value, line 4: 2 bytes; AES has 16, 24 or 32",
            "keys.d.value, line 5: is missing",
            "keys.e.value, line 6: must be an even number of hexadecimal digits in quotes",
            "keys.f, line 7: unknown member; algorithm, value and kcv are known",
            "keys.g, line 8: must be an object with algorithm, value and, if wanted, kcv",
            "keys.a, line 9: this name stands twice",
            "keys, line 10: a key's name is 1 to 31 letters, digits, dots, dashes and underscores",
            "line 11: only one member \"keys\", an object, may stand here");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{ \"keys\": {} }",
        "{ \"keys\": { \"a\": { \"algorithm\": \"AES\", \"value\": 404142434445464748494A4B4C4D4E4F"
            + " } } }",
        "{ \"keys\": { \"a\": { \"algorithm\": \"AES\", \"value\":"
            + " \"404142434445464748494A4B4C4D4E4F\"",
        "{ \"keys\": { \"a\": { \"algorithm\": \"AES\", \"value\":"
            + " \"404142434445464748494A4B4C4D4E4F\" } } } 1",
        "{ \"404142434445464748494A4B4C4D4E4F\": 1, \"keys\": {"
            + " \"404142434445464748494A4B4C4D4E4F\": 1 } }"
      })
  void what_is_no_key_file_is_refused_without_a_word_of_its_content(String json) throws Exception {
    assertThat(problems(written(json)))
        .isNotEmpty()
        .allSatisfy(p -> assertThat(p).doesNotContain("404142", "4A4B4C"));
  }

  private Path written(String json) throws IOException {
    Path file = folder.resolve("keys.json");
    Files.writeString(file, json);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private static List<String> problems(Path file) {
    KeyFileException e =
        catchThrowableOfType(KeyFileException.class, () -> KeyFile.read(file).close());
    assertThat(e).as("the file must be refused").isNotNull();
    assertThat(e.getMessage()).doesNotContain(HEX).contains(file.toString());
    return e.problems().stream().map(Object::toString).toList();
  }
}
