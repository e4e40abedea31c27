package org.countersign.toml;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NestingTest {

  @TempDir Path folder;

  @Test
  void brackets_are_counted_where_they_open_something() {
    assertThat(Nesting.of("a = 1")).isZero();
    assertThat(Nesting.of("[[match]]\na = [1, [2], {b = [3]}]\n[x]")).isEqualTo(3);
    assertThat(Nesting.of("a = '[[[' # [[[\nb = \"[\\\"[\"")).isZero();
    assertThat(Nesting.of("a = \"\"\"\n[\"[\n\\\"\"\"[\"\"\"\nb = [1]")).isEqualTo(1);
    assertThat(Nesting.of("a = '''\n['[\\'''\nb = [1]")).isEqualTo(1);
  }

  @Test
  void a_string_hides_nothing_that_stands_behind_it() {
    assertThat(Nesting.of("a = [\"\"\"x\"\"\"\"\", [[1]]]")).isEqualTo(3);
    assertThat(Nesting.of("a = \"x\\\\\"\nb = [[1]]")).isEqualTo(2);
    assertThat(Nesting.of("a = \"open\nb = [[1]]")).isEqualTo(2);
    assertThat(Nesting.of("a = [ # ]\n[ # ]\n[")).isEqualTo(3);
  }

  @Test
  void a_file_of_brackets_is_refused_with_words() throws Exception {
    for (String open : new String[] {"[", "{a = ", "[ # ]\n"}) {
      Files.writeString(folder.resolve("driver.toml"), "a = " + open.repeat(20_000));
      Problems problems = new Problems();
      assertThat(TomlFile.read(folder.resolve("driver.toml"), "driver.toml", folder, problems))
          .isEmpty();
      assertThat(problems.all())
          .singleElement()
          .hasToString("driver.toml: has arrays or tables that lie deeper than 32 in each other");
    }
  }
}
