package org.countersign.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The machine that figures belong to.
 *
 * @param cpus processors this process may use
 * @param cpu their model
 * @param memoryMb physical memory in MiB, 0 if unknown
 * @param kernel system and version
 * @param jdk vendor and version
 */
public record Machine(int cpus, String cpu, long memoryMb, String kernel, String jdk) {

  /** This one. */
  public static Machine here() {
    String memory = procValue("/proc/meminfo", "MemTotal").replaceAll("\\D", "");
    return new Machine(
        Runtime.getRuntime().availableProcessors(),
        procValue("/proc/cpuinfo", "model name"),
        memory.isEmpty() ? 0 : Long.parseLong(memory) / 1024,
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("java.vendor") + " " + Runtime.version());
  }

  /** As a JSON object. */
  public String json() {
    return "{\"cpus\":%d,\"cpu\":%s,\"memoryMb\":%d,\"kernel\":%s,\"jdk\":%s}"
        .formatted(cpus, Json.text(cpu), memoryMb, Json.text(kernel), Json.text(jdk));
  }

  /** The value of the first line {@code key : value}; empty if there is none. */
  private static String procValue(String file, String key) {
    try (Stream<String> lines = Files.lines(Path.of(file))) {
      return lines
          .filter(line -> line.startsWith(key))
          .findFirst()
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .orElse("");
    } catch (IOException notLinux) {
      return "";
    }
  }
}
