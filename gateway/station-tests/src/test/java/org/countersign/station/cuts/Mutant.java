package org.countersign.station.cuts;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * The engine with a mistake planted in it.
 *
 * @param name what it does wrong
 * @param patches where
 * @param caught what a violation says that is due to it, as a regular expression
 */
record Mutant(String name, List<Patch> patches, String caught) {

  /**
   * A change of a source file.
   *
   * @param type whose source it is
   * @param right what must stand there, once
   * @param wrong what stands there instead
   */
  record Patch(String type, String right, String wrong) {}

  private static final List<Path> SOURCES =
      List.of(Path.of("../station/src/main/java"), Path.of("../personalization/src/main/java"));

  /**
   * Classes of the engine and of this harness of its own, those of the mistake from a folder; all
   * else is shared with the rest of the process.
   */
  private static final class Loader extends ClassLoader {
    private static final List<String> OWN =
        List.of("org.countersign.station.", "org.countersign.personalization.");

    private final Path folder;

    Loader(Path folder) {
      super(Mutant.class.getClassLoader());
      this.folder = folder;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (OWN.stream().noneMatch(name::startsWith)) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded == null ? define(name) : loaded;
      }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      String file = name.replace('.', '/') + ".class";
      Path changed = folder.resolve(file);
      try (InputStream in =
          Files.exists(changed)
              ? Files.newInputStream(changed)
              : getParent().getResourceAsStream(file)) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }
  }

  /**
   * Compiles it and lets seeds look for a run in which its own promise is broken.
   *
   * @param folder empty, for its classes
   * @param runs at the most
   * @return what was violated, the run's name first; empty if nothing was
   */
  List<String> hunt(Path folder, int runs) {
    try {
      compile(folder);
      Object found =
          new Loader(folder)
              .loadClass(MutantHunt.class.getName())
              .getMethod("hunt", String.class, int.class)
              .invoke(null, caught, runs);
      return List.of((String[]) found);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private void compile(Path folder) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of("-nowarn", "-proc:none", "-Xlint:none", "-d", folder.toString(), "-cp"));
    arguments.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    for (String type : patches.stream().map(Patch::type).distinct().toList()) {
      arguments.add(patched(folder, type).toString());
    }
    if (patches.isEmpty()) {
      return;
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    java.io.ByteArrayOutputStream told = new java.io.ByteArrayOutputStream();
    if (compiler.run(null, told, told, arguments.toArray(String[]::new)) != 0) {
      throw new IllegalStateException(name + " does not compile: " + told);
    }
  }

  private Path patched(Path folder, String type) throws IOException {
    String file = "org/countersign/" + type + ".java";
    Path source =
        SOURCES.stream()
            .map(root -> root.resolve(file))
            .filter(Files::exists)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("there is no source of " + type));
    String text = Files.readString(source);
    for (Patch patch : patches) {
      if (patch.type().equals(type)) {
        int at = text.indexOf(patch.right());
        if (at < 0 || text.indexOf(patch.right(), at + 1) >= 0) {
          throw new IllegalStateException(
              name + ": " + type + " must hold exactly once: " + patch.right());
        }
        text = text.replace(patch.right(), patch.wrong());
      }
    }
    Path changed = folder.resolve("source").resolve(file);
    Path parent = changed.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    return Files.writeString(changed, text);
  }

  @Override
  public String toString() {
    return name;
  }
}
