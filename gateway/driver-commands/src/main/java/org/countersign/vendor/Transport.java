package org.countersign.vendor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.countersign.driver.DriverProvider;
import org.countersign.tck.BenchProvider;

/** What is between gateway and device, and what a project for it begins with. */
enum Transport {
  SERIAL("line"),
  TCP("line"),
  PCSC("reader"),
  NATIVE("reader");

  /** Every project has these. */
  private static final List<Template> COMMON =
      List.of(
          new Template("common/pom.xml", "pom.xml"),
          new Template("common/README.md", "README.md"),
          new Template("common/gitignore", ".gitignore"),
          new Template(
              "common/provider",
              "src/main/resources/META-INF/services/" + DriverProvider.class.getName()),
          new Template(
              "common/bench-provider",
              "src/test/resources/META-INF/services/" + BenchProvider.class.getName()),
          new Template(
              "common/BenchProvider.java", "src/test/java/@path@/@Name@BenchProvider.java"),
          new Template("common/KitTest.java", "src/test/java/@path@/@Name@KitTest.java"));

  private static final Map<String, List<Template>> KINDS =
      Map.of(
          "line",
          List.of(
              new Template("line/Driver.java", "src/main/java/@path@/@Name@Driver.java"),
              new Template("line/Device.java", "src/main/java/@path@/@Name@Device.java"),
              new Template("line/Wire.java", "src/main/java/@path@/@Name@Wire.java"),
              new Template("line/Frames.java", "src/main/java/@path@/@Name@Frames.java"),
              new Template("line/FramesTest.java", "src/test/java/@path@/@Name@FramesTest.java"),
              new Template("line/Bench.java", "src/test/java/@path@/@Name@Bench.java")),
          "reader",
          List.of(
              new Template("reader/Driver.java", "src/main/java/@path@/@Name@Driver.java"),
              new Template("reader/Device.java", "src/main/java/@path@/@Name@Device.java"),
              new Template("reader/Reader.java", "src/main/java/@path@/@Name@Reader.java"),
              new Template("reader/ToyReader.java", "src/test/java/@path@/ToyReader.java"),
              new Template("reader/ToyDriver.java", "src/test/java/@path@/@Name@OnToy.java"),
              new Template("reader/Bench.java", "src/test/java/@path@/@Name@Bench.java")));

  private final String kind;

  Transport(String kind) {
    this.kind = kind;
  }

  /**
   * One file of a project.
   *
   * @param resource below the folder of templates
   * @param file in the project, with marks
   */
  record Template(String resource, String file) {}

  /** All files of a project. */
  List<Template> templates() {
    List<Template> all = new ArrayList<>(COMMON);
    all.addAll(KINDS.getOrDefault(kind, List.of()));
    String own = name().toLowerCase(Locale.ROOT);
    all.add(new Template(own + "/driver.toml", "src/main/bundle/driver.toml"));
    switch (this) {
      case PCSC ->
          all.add(new Template("pcsc/PcscReader.java", "src/main/java/@path@/PcscReader.java"));
      case NATIVE -> {
        all.add(new Template("native/NativeReader.java", "src/main/java/@path@/NativeReader.java"));
        all.add(new Template("native/reader.c", "src/main/native/reader.c"));
      }
      case SERIAL, TCP -> {}
    }
    return all;
  }

  /** What the marks of the files stand for beside the names. */
  Map<String, String> words() {
    return switch (this) {
      case SERIAL ->
          Map.of("key", "port", "help", "Where the device is connected.", "place", "/dev/toy");
      case TCP ->
          Map.of(
              "key",
              "address",
              "help",
              "Where the device listens, tcp://host:port.",
              "place",
              "tcp://127.0.0.1:910");
      case PCSC ->
          Map.of(
              "key",
              "reader",
              "help",
              "The reader's name in PC/SC.",
              "keys",
              key("reader", "TEXT", "The reader's name in PC/SC."),
              "open",
              "PcscReader.open(context.config().getOrDefault(\"reader\", \"\"))",
              "more",
              "");
      case NATIVE ->
          Map.of(
              "key",
              "device",
              "help",
              "The device's name in its library.",
              "keys",
              key("device", "TEXT", "The device's name in its library.")
                  + ","
                  + key(
                      "library", "PATH", "The library with the functions of NativeReader, a file."),
              "open",
              """
              NativeReader.open(
                      context.config().getOrDefault("library", ""),
                      context.config().getOrDefault("device", ""))\
              """,
              "more",
              ", \"library\", \"/lib/toy.so\"");
    };
  }

  private static String key(String name, String type, String help) {
    return "\n            ConfigKey.required(\"%s\", ConfigKey.Type.%s, \"%s\")"
        .formatted(name, type, help);
  }
}
