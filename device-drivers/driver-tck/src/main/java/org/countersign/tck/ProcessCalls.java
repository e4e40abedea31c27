package org.countersign.tck;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Finds references to methods that belong to the process, in class files (JVMS 4.4). */
final class ProcessCalls {

  private static final Set<String> FORBIDDEN =
      Set.of(
          "java/lang/System.exit",
          "java/lang/System.setOut",
          "java/lang/System.setErr",
          "java/lang/System.setIn",
          "java/lang/Runtime.exit",
          "java/lang/Runtime.halt",
          "java/lang/Runtime.addShutdownHook",
          "java/lang/Thread.setDefaultUncaughtExceptionHandler");

  private ProcessCalls() {}

  /** In every class of a jar or a folder. */
  static List<String> in(URL place) throws IOException {
    List<String> found = new ArrayList<>();
    Path path;
    try {
      path = Path.of(place.toURI());
    } catch (URISyntaxException e) {
      throw new IOException(place + " is no file", e);
    }
    if (Files.isDirectory(path)) {
      try (Stream<Path> files = Files.walk(path)) {
        for (Path file : files.filter(f -> f.toString().endsWith(".class")).sorted().toList()) {
          found.addAll(calls(path.relativize(file).toString(), Files.readAllBytes(file)));
        }
      }
      return found;
    }
    try (InputStream in = Files.newInputStream(path);
        ZipInputStream jar = new ZipInputStream(in)) {
      for (ZipEntry entry = jar.getNextEntry(); entry != null; entry = jar.getNextEntry()) {
        if (entry.getName().endsWith(".class")) {
          found.addAll(calls(entry.getName(), jar.readAllBytes()));
        }
      }
    }
    return found;
  }

  private static List<String> calls(String file, byte[] code) throws IOException {
    return new Pool(code)
        .methods().stream()
            .filter(FORBIDDEN::contains)
            .sorted()
            .map(m -> file + " calls " + m)
            .toList();
  }

  /** A class file's constant pool. */
  private static final class Pool {
    private final Map<Integer, String> texts = new HashMap<>();
    private final Map<Integer, Integer> classes = new HashMap<>();
    private final Map<Integer, Integer> names = new HashMap<>();
    private final List<int[]> methods = new ArrayList<>();

    Pool(byte[] code) throws IOException {
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(code));
      in.skipBytes(8);
      int count = in.readUnsignedShort();
      for (int i = 1; i < count; i++) {
        i += entry(in, i);
      }
    }

    /** Reads one; returns how many further places it takes. */
    private int entry(DataInputStream in, int index) throws IOException {
      int tag = in.readUnsignedByte();
      switch (tag) {
        case 1 -> texts.put(index, in.readUTF());
        case 5, 6 -> in.skipBytes(8);
        case 7 -> classes.put(index, in.readUnsignedShort());
        case 12 -> {
          names.put(index, in.readUnsignedShort());
          in.skipBytes(2);
        }
        case 10 -> methods.add(new int[] {in.readUnsignedShort(), in.readUnsignedShort()});
        case 8, 16, 19, 20 -> in.skipBytes(2);
        case 15 -> in.skipBytes(3);
        case 3, 4, 9, 11, 17, 18 -> in.skipBytes(4);
        default -> throw new IOException("a constant of the unknown kind " + tag);
      }
      return tag == 5 || tag == 6 ? 1 : 0;
    }

    List<String> methods() {
      return methods.stream().map(m -> text(classes, m[0]) + "." + text(names, m[1])).toList();
    }

    private String text(Map<Integer, Integer> places, int index) {
      return texts.getOrDefault(places.getOrDefault(index, 0), "?");
    }
  }
}
