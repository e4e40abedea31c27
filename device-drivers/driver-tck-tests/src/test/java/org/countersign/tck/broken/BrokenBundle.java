package org.countersign.tck.broken;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.countersign.driver.DriverProvider;
import org.countersign.tck.toy.ToyBundle;
import org.countersign.tck.toy.driver.ToyDriver;

/** The toy's bundle with a broken driver in place of the good one. */
final class BrokenBundle {

  private BrokenBundle() {}

  static Path write(Path folder, Class<? extends ToyDriver> broken) throws IOException {
    ToyBundle.write(folder);
    Path good = folder.resolve("lib/toy.jar");
    try (OutputStream file = Files.newOutputStream(folder.resolve("lib/broken.jar"));
        JarOutputStream jar = new JarOutputStream(file)) {
      copyClasses(good, jar);
      String host = broken.getNestHost().getSimpleName();
      String bases = "WithChip|WithMechanics|Feeder|Renamed|Exit";
      String own = "(" + bases + "|" + broken.getSimpleName() + ")(\\$.*)?";
      // One borrows a thread from the one that leaks it; the outer class is the host of their nest.
      String shared = "BrokenDrivers(\\$(Altered|Delegate|LeaksAThread))?";
      add(jar, broken, "(" + shared + "|" + host + "(\\$" + own + ")?)\\.class");
      jar.putNextEntry(new JarEntry("META-INF/services/" + DriverProvider.class.getName()));
      jar.write(broken.getName().getBytes(StandardCharsets.UTF_8));
    }
    Files.delete(good);
    return folder;
  }

  private static void copyClasses(Path from, JarOutputStream to) throws IOException {
    try (InputStream in = Files.newInputStream(from);
        JarInputStream jar = new JarInputStream(in)) {
      for (JarEntry entry = jar.getNextJarEntry(); entry != null; entry = jar.getNextJarEntry()) {
        if (entry.getName().endsWith(".class")) {
          to.putNextEntry(new JarEntry(entry.getName()));
          jar.transferTo(to);
        }
      }
    }
  }

  private static void add(JarOutputStream jar, Class<?> anchor, String names) throws IOException {
    Path classes = Path.of(anchor.getProtectionDomain().getCodeSource().getLocation().getPath());
    Path home = classes.resolve(anchor.getPackageName().replace('.', '/'));
    try (Stream<Path> files = Files.list(home)) {
      for (Path file : files.sorted().toList()) {
        if (file.getFileName().toString().matches(names)) {
          jar.putNextEntry(new JarEntry(classes.relativize(file).toString()));
          try (InputStream code = Files.newInputStream(file)) {
            code.transferTo(jar);
          }
        }
      }
    }
  }
}
