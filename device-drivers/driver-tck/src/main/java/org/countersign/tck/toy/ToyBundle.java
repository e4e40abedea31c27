package org.countersign.tck.toy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.countersign.driver.DriverProvider;

/** Writes the bundle of the toy driver, unsigned. */
public final class ToyBundle {

  private static final String CODE = "org/countersign/tck/toy/driver/";
  private static final List<String> CLASSES =
      List.of(
          "ToyDriver",
          "ToyWire",
          "ToyEncoder",
          "ToyEncoder$Contact",
          "ToyEncoder$Hopper",
          "ToyEncoder$Exit");

  private ToyBundle() {}

  /** Writes manifest and jar into a folder. */
  public static Path write(Path folder) throws IOException {
    Files.createDirectories(folder.resolve("lib"));
    try (InputStream in = resource("org/countersign/tck/toy/driver.toml")) {
      Files.write(folder.resolve("driver.toml"), in.readAllBytes());
    }
    try (OutputStream file = Files.newOutputStream(folder.resolve("lib/toy.jar"));
        JarOutputStream jar = new JarOutputStream(file)) {
      for (String name : CLASSES) {
        jar.putNextEntry(new JarEntry(CODE + name + ".class"));
        try (InputStream in = resource(CODE + name + ".class")) {
          in.transferTo(jar);
        }
      }
      jar.putNextEntry(new JarEntry("META-INF/services/" + DriverProvider.class.getName()));
      jar.write("org.countersign.tck.toy.driver.ToyDriver".getBytes(StandardCharsets.UTF_8));
    }
    return folder;
  }

  private static InputStream resource(String name) throws IOException {
    InputStream in = ToyBundle.class.getClassLoader().getResourceAsStream(name);
    if (in == null) {
      throw new IOException(name + " is missing in the kit's jar");
    }
    return in;
  }
}
