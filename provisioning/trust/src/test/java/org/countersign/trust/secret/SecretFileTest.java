package org.countersign.trust.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SecretFileTest {

  @TempDir Path folder;

  @Test
  void a_new_secret_is_its_owners_alone_and_never_written_over() throws Exception {
    Path file = folder.resolve("new/secret");
    SecretFile.create(file, "first");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThatThrownBy(() -> SecretFile.create(file, "second"))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(SecretFile.read(file)).asString().isEqualTo("first");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rwx------", "rw--w----"})
  void a_file_open_to_anyone_else_is_not_read(String mode) throws Exception {
    Path file = secret("correct horse\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    assertThatThrownBy(() -> SecretFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(mode)
        .hasMessageContaining("chmod 600 " + file);
    assertThatThrownBy(() -> SecretFile.firstLine(file)).hasMessageContaining("chmod 600");
  }

  @Test
  void a_file_that_can_only_be_read_will_do() throws Exception {
    Path file = secret("correct horse\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
    assertThat(SecretFile.problem(file)).isEmpty();
  }

  @Test
  void what_is_no_file_is_named() {
    Path missing = folder.resolve("missing");
    assertThat(SecretFile.problem(missing)).contains("there is no file " + missing);
    assertThat(SecretFile.problem(folder)).contains(folder + " is not a file");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pässword", "pässword\n", "pässword\r\nand more\n"})
  void a_password_is_the_first_line_without_its_end(String content) throws Exception {
    assertThat(SecretFile.firstLine(secret(content))).isEqualTo("pässword".toCharArray());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\nbattery"})
  void an_empty_first_line_is_no_password(String content) throws Exception {
    assertThatThrownBy(() -> SecretFile.firstLine(secret(content)))
        .hasMessageContaining("empty line")
        .hasMessageNotContaining("battery");
  }

  @Test
  void a_file_too_long_for_a_password_is_refused() throws Exception {
    Path longest = secret("x".repeat(SecretFile.LONGEST));
    assertThat(SecretFile.firstLine(longest)).hasSize(SecretFile.LONGEST);
    Path longer = secret("x".repeat(SecretFile.LONGEST + 1));
    assertThatThrownBy(() -> SecretFile.firstLine(longer)).hasMessageContaining("longer than");
  }

  @Test
  void a_token_is_random_and_stays() throws Exception {
    Path one = folder.resolve("one");
    Path other = folder.resolve("other");
    SecretFile.createToken(one);
    SecretFile.createToken(other);
    String token = new String(SecretFile.firstLine(one));
    assertThat(token).matches("[0-9a-f]{64}").isNotEqualTo(new String(SecretFile.firstLine(other)));
    SecretFile.createToken(one);
    assertThat(new String(SecretFile.firstLine(one))).isEqualTo(token);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0c4f", "0c4f\n", "  0c4f \r\n"})
  void a_token_is_read_without_the_blanks_around_it(String content) throws Exception {
    assertThat(SecretFile.token(secret(content))).asString().isEqualTo("0c4f");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "  \n0c4f"})
  void nothing_is_no_token(String content) throws Exception {
    Path file = secret(content);
    assertThatThrownBy(() -> SecretFile.token(file)).hasMessageContaining("empty line");
  }

  private Path secret(String content) throws IOException {
    Path file = Files.createTempFile(folder, "secret", "");
    Files.writeString(file, content);
    return file;
  }
}
