package org.countersign.link.serial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fazecast.jSerialComm.SerialPort;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SerialLibraryTest {

  @TempDir Path folder;
  private Path library;

  @BeforeEach
  void install() throws IOException {
    library = folder.resolve("libjSerialComm.so");
    String machine = System.getProperty("os.arch").equals("aarch64") ? "armv8_64" : "x86_64";
    try (InputStream inside =
        SerialPort.class.getResourceAsStream("/Linux/" + machine + "/libjSerialComm.so")) {
      Files.copy(inside, library);
    }
    mode(library, "rwxr-xr-x");
    mode(folder, "rwxr-xr-x");
  }

  @Test
  void the_library_of_an_installation_is_taken() {
    assertThatCode(() -> SerialLibrary.check(folder)).doesNotThrowAnyException();
  }

  @Test
  void a_place_that_others_may_write_to_is_refused() throws IOException {
    mode(folder, "rwxrwxrwx");
    assertThatThrownBy(() -> SerialLibrary.check(folder)).hasMessageContaining("chmod go-w");
    mode(folder, "rwxr-xr-x");
    mode(library, "rwxrwxr-x");
    assertThatThrownBy(() -> SerialLibrary.check(folder)).hasMessageContaining("chmod go-w");
  }

  @Test
  void what_would_send_jserialcomm_to_another_place_is_refused() throws IOException {
    mode(library, "rw-r--r--");
    assertThatThrownBy(() -> SerialLibrary.check(folder)).hasMessageContaining("chmod a+x");
    mode(library, "rwxr-xr-x");
    Files.write(library, new byte[] {1});
    assertThatThrownBy(() -> SerialLibrary.check(folder)).hasMessageContaining("is not the one");
    Files.delete(library);
    assertThatThrownBy(() -> SerialLibrary.check(folder)).hasMessageContaining("is missing");
  }

  @Test
  void a_fresh_process_loads_from_the_installation_and_leaves_planted_files_alone()
      throws Exception {
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    // What an attacker prepares: a library under the known name, and a link to what is ours.
    Path planted = Files.createDirectories(temporary.resolve("jSerialComm/2.11.4"));
    Files.write(planted.resolve("libjSerialComm.so"), new byte[] {1});
    Path ours = Files.createDirectory(folder.resolve("ours"));
    Files.createFile(ours.resolve("ledger"));
    Files.createSymbolicLink(temporary.resolve("jSerialComm/x"), ours);

    String output = load(temporary, "-DjSerialComm.library.path=" + folder);

    assertThat(output).contains("ports are ready").contains(library.toString());
    assertThat(ours.resolve("ledger")).exists();
    assertThat(planted.resolve("libjSerialComm.so")).exists();
  }

  @Test
  void without_an_installation_it_is_loaded_from_a_private_folder_that_is_gone_after()
      throws Exception {
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    mode(temporary, "rwxrwxrwx");
    String output = load(temporary);
    assertThat(output).contains("ports are ready").contains(temporary + "/countersign-serial-");
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void a_process_with_a_bad_installation_gets_no_serial_ports_and_the_reason() throws Exception {
    mode(library, "rwxrwxrwx");
    String output =
        load(Files.createDirectory(folder.resolve("tmp")), "-DjSerialComm.library.path=" + folder);
    assertThat(output).doesNotContain("ports are ready").contains("chmod go-w " + library);
  }

  /** What the child process of these tests runs. */
  static final class Child {
    public static void main(String[] args) throws IOException {
      SerialLibrary.load();
      System.out.println("serial ports are ready");
      Files.lines(Path.of("/proc/self/maps"))
          .filter(line -> line.contains("libjSerialComm"))
          .forEach(System.out::println);
    }
  }

  private static String load(Path temporary, String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-Djava.io.tmpdir=" + temporary);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(Child.class.getName());
    Process child = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(child.getInputStream().readAllBytes());
    assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return output;
  }

  private static void mode(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }
}
