package org.countersign.link.serial;

import com.fazecast.jSerialComm.SerialPort;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Where jSerialComm's native code is loaded from. Left alone it loads whatever lies under a known
 * name in the common temporary folder, and before that deletes, following links, what it finds
 * there: any local user could run code as the gateway, or have its files deleted. So before its
 * class is touched, the library is put where nobody else can write, and the temporary name is made
 * one that nobody can know.
 *
 * <p>An installation carries the library and names its folder with the system property {@code
 * jSerialComm.library.path}; without it, the library is unpacked for the moment of loading into a
 * new folder that this user alone may enter.
 */
final class SerialLibrary {

  private static final String PATH = "jSerialComm.library.path";
  private static final String TEMPORARY_NAME = "fazecast.jSerialComm.appid";
  private static final String FILE = "libjSerialComm.so";

  private static boolean loaded;

  private SerialLibrary() {}

  /**
   * Loads it, once in a process.
   *
   * @throws IllegalStateException if there is no place to load it from that others cannot write to;
   *     the next call looks again
   */
  static synchronized void load() {
    if (loaded) {
      return;
    }
    try {
      settleAndLoad();
      loaded = true;
    } catch (IOException e) {
      throw new IllegalStateException(
          "cannot prepare the native library for serial ports: " + e, e);
    }
  }

  private static void settleAndLoad() throws IOException {
    refuseStrayLibrary();
    System.setProperty(TEMPORARY_NAME, UUID.randomUUID().toString());
    String installed = System.getProperty(PATH);
    if (installed != null && !installed.isEmpty()) {
      check(Path.of(installed));
      initialize(Path.of(installed, FILE));
      return;
    }
    Path folder = Files.createTempDirectory("countersign-serial-");
    try {
      try (InputStream inside = packed()) {
        Files.copy(inside, folder.resolve(FILE));
      }
      Files.setPosixFilePermissions(
          folder.resolve(FILE),
          Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_EXECUTE));
      System.setProperty(PATH, folder.toString());
      check(folder);
      initialize(folder.resolve(FILE));
    } finally {
      System.clearProperty(PATH);
      Files.deleteIfExists(folder.resolve(FILE));
      Files.deleteIfExists(folder);
    }
  }

  /** jSerialComm would load it too, whatever it is. */
  private static void refuseStrayLibrary() {
    String folders = System.getProperty("java.library.path", "");
    for (String folder : folders.split(File.pathSeparator, -1)) {
      if (!folder.isEmpty() && Files.exists(Path.of(folder, FILE))) {
        throw new IllegalStateException(
            Path.of(folder, FILE)
                + " lies on java.library.path and would be loaded too: remove it, the gateway"
                + " brings its own");
      }
    }
  }

  /** Every reason for which jSerialComm would go on to another place is found here first. */
  static void check(Path folder) throws IOException {
    Path library = folder.resolve(FILE);
    if (!Files.isRegularFile(library)) {
      throw new IllegalStateException(
          library + " is missing (system property " + PATH + "): install the gateway again");
    }
    refuseWritableByOthers(folder);
    refuseWritableByOthers(library);
    if (!Files.isExecutable(library)) {
      throw new IllegalStateException(
          library + " may not be executed: chmod a+x it, and mount its file system without noexec");
    }
    try (InputStream inside = packed()) {
      if (!Arrays.equals(inside.readAllBytes(), Files.readAllBytes(library))) {
        throw new IllegalStateException(
            library
                + " is not the one that belongs to jSerialComm "
                + "in the gateway's lib folder: install the gateway again");
      }
    }
  }

  private static void refuseWritableByOthers(Path place) throws IOException {
    Set<PosixFilePermission> mode = Files.getPosixFilePermissions(place);
    if (mode.contains(PosixFilePermission.GROUP_WRITE)
        || mode.contains(PosixFilePermission.OTHERS_WRITE)) {
      throw new IllegalStateException(
          place
              + " is writable by others than its owner, and code is loaded from it: chmod go-w "
              + place);
    }
  }

  private static InputStream packed() throws IOException {
    String machine =
        switch (System.getProperty("os.arch", "")) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64" -> "armv8_64";
          default ->
              throw new IllegalStateException(
                  "serial ports are supported on x86-64 and aarch64, not on "
                      + System.getProperty("os.arch"));
        };
    // By the class's name: asking for the class itself is harmless, initializing it is not.
    InputStream inside = SerialPort.class.getResourceAsStream("/Linux/" + machine + "/" + FILE);
    if (inside == null) {
      throw new IOException("jSerialComm's jar holds no library for " + machine);
    }
    return inside;
  }

  private static void initialize(Path library) throws IOException {
    String version = SerialPort.getVersion();
    try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
      String real = library.toRealPath().toString();
      if (maps.noneMatch(line -> line.endsWith(real))) {
        throw new IllegalStateException(
            "jSerialComm " + version + " did not load " + real + " but another library");
      }
    }
  }
}
