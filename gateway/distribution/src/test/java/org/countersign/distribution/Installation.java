package org.countersign.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A copy of the image that this module has built. Its files are hard links: put another file in a
 * file's place, never write into one.
 */
final class Installation implements AutoCloseable {

  private static final Path IMAGE = Path.of("target", "countersign").toAbsolutePath();
  private static final Map<String, String> TELL_OF_CACHE =
      Map.of("_JAVA_OPTIONS", "-Xlog:aot=info:stderr");

  private final Path parent;
  private final Path home;

  private Installation(Path parent, Path home) {
    this.parent = parent;
    this.home = home;
  }

  /** Installs into a folder of that name. */
  static Installation in(String name) throws IOException {
    assertThat(IMAGE.resolve("bin/countersign")).as("built by mvn package").isExecutable();
    Path parent = Files.createTempDirectory(IMAGE.getParent(), "installation");
    Path home = parent.resolve(name);
    try (Stream<Path> files = Files.walk(IMAGE)) {
      files.forEach(file -> link(file, home.resolve(IMAGE.relativize(file).toString())));
    }
    return new Installation(parent, home);
  }

  private static void link(Path from, Path to) {
    try {
      if (Files.isDirectory(from)) {
        Files.createDirectories(to);
      } else {
        Files.createLink(to, from.toRealPath());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path home() {
    return home;
  }

  /** A folder beside it. */
  Path beside() {
    return parent;
  }

  Command countersign(String... arguments) {
    return program("countersign", arguments);
  }

  Command warmUp() {
    return program("warm-up");
  }

  private Command program(String name, String... arguments) {
    return new Command(
        Stream.concat(Stream.of(home.resolve("bin").resolve(name).toString()), Stream.of(arguments))
            .toList());
  }

  /** A short command of the service, which tells on standard error what becomes of the cache. */
  Command telling() {
    return countersign("check", "--version").with(TELL_OF_CACHE);
  }

  /** Whether {@link #telling}'s run took classes from the cache. */
  static boolean usedCache(Command.Outcome outcome) {
    return outcome.err().contains("Using AOT-linked classes: true");
  }

  /** The caches that are there. */
  List<Path> caches() throws IOException {
    try (Stream<Path> files = Files.list(home.resolve("aot"))) {
      return files.sorted().toList();
    }
  }

  Path onlyCache() throws IOException {
    assertThat(caches()).hasSize(1);
    return caches().getFirst();
  }

  /** Puts a file in a file's place. */
  static void replace(Path file, byte[] content) throws IOException {
    Path next = Files.write(file.resolveSibling("next"), content);
    Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Upgrades the station's jar to one that says its name in capitals. */
  void upgrade() throws IOException {
    Path jar;
    try (Stream<Path> files = Files.list(home.resolve("lib"))) {
      jar =
          files
              .filter(f -> f.getFileName().toString().startsWith("countersign-station-"))
              .findFirst()
              .orElseThrow();
    }
    Path next = jar.resolveSibling("next");
    try (JarFile old = new JarFile(jar.toFile());
        OutputStream file = Files.newOutputStream(next);
        ZipOutputStream upgraded = new ZipOutputStream(file)) {
      for (var entry : java.util.Collections.list(old.entries())) {
        byte[] content = old.getInputStream(entry).readAllBytes();
        upgraded.putNextEntry(new ZipEntry(entry.getName()));
        upgraded.write(
            entry.getName().endsWith("Countersign$Version.class") ? inCapitals(content) : content);
      }
    }
    Files.move(next, jar, StandardCopyOption.REPLACE_EXISTING);
  }

  /** The one constant is as long as the other, so the class file stays in order. */
  private static byte[] inCapitals(byte[] classFile) {
    String text = new String(classFile, StandardCharsets.ISO_8859_1);
    String upgraded = text.replace("countersign \u0001", "COUNTERSIGN \u0001");
    assertThat(upgraded).isNotEqualTo(text);
    return upgraded.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> files = Files.walk(parent)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
