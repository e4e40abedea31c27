package org.countersign.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** What a running Java process holds in its heap, by the JDK's {@code jcmd}. */
final class HeapDump {

  private HeapDump() {}

  /**
   * Collects garbage and looks through the objects that are still reachable.
   *
   * @param folder for the dump, which is gone afterwards
   */
  static Set<String> search(StationProcess station, CanarySearch search, Path folder)
      throws Exception {
    Path dump = folder.resolve("station.hprof");
    jcmd(station, "GC.run");
    // Of reachable objects alone, after another collection, unless it is told -all.
    jcmd(station, "GC.heap_dump", dump.toString());
    try {
      return search.in(dump);
    } finally {
      Files.delete(dump);
    }
  }

  private static void jcmd(StationProcess station, String... command) throws Exception {
    Path program = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    List<String> words = new java.util.ArrayList<>(List.of(program.toString()));
    words.add(Long.toString(station.pid()));
    words.addAll(List.of(command));
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) {
      throw new IOException(words + ": " + said);
    }
  }
}
