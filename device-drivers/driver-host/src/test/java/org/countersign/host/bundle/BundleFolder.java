package org.countersign.host.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.countersign.driver.DriverProvider;

/** Writes a bundle of a driver whose class is on the test's class path. */
public final class BundleFolder {

  public static final String MANIFEST =
      """
      id = "toy"
      vendor = "ACME"
      version = "1.2.0"
      api-level = 1
      models = ["E100"]
      description = "A toy."
      """;

  public final Path folder;

  public BundleFolder(Path folder) {
    this.folder = folder;
  }

  public BundleFolder manifest(String toml) throws IOException {
    return file("driver.toml", toml);
  }

  public BundleFolder file(String path, String text) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return this;
  }

  /** A jar with a provider and every class whose name begins like it. */
  public BundleFolder jar(Class<? extends DriverProvider> provider) throws IOException {
    Path jar = Files.createDirectories(folder.resolve("lib")).resolve("driver.jar");
    Path classes = Path.of(provider.getProtectionDomain().getCodeSource().getLocation().getPath());
    Path home = classes.resolve(provider.getPackageName().replace('.', '/'));
    String outer = provider.getName().replaceFirst("\\$.*", "");
    String stem = outer.substring(outer.lastIndexOf('.') + 1);
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out);
        var files = Files.list(home)) {
      for (Path file : files.sorted().toList()) {
        if (file.getFileName().toString().matches(stem + "(\\$.*)?\\.class")) {
          entries.putNextEntry(new JarEntry(classes.relativize(file).toString()));
          try (InputStream code = Files.newInputStream(file)) {
            code.transferTo(entries);
          }
        }
      }
      entries.putNextEntry(new JarEntry("META-INF/services/" + DriverProvider.class.getName()));
      entries.write(provider.getName().getBytes(StandardCharsets.UTF_8));
    }
    return this;
  }

  /** Lists the files and signs with a word. */
  public BundleFolder sign(String word) throws Exception {
    Files.deleteIfExists(folder.resolve(FileListing.FILE));
    Files.deleteIfExists(folder.resolve(FileListing.SIGNATURE));
    byte[] listing = FileListing.of(folder).bytes();
    Files.write(folder.resolve(FileListing.FILE), listing);
    return file(FileListing.SIGNATURE, word);
  }
}
