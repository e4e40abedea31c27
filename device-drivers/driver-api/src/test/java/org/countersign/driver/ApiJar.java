package org.countersign.driver;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The compiled classes of this module as a jar; the same classes give the same bytes. */
final class ApiJar {

  private static final FileTime NO_TIME = FileTime.fromMillis(315_532_800_000L);

  private ApiJar() {}

  static byte[] ofThisBuild() throws IOException {
    Path classes;
    try {
      classes = Path.of(Device.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
    ByteArrayOutputStream jar = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(jar);
        Stream<Path> files = Files.walk(classes)) {
      List<Path> sorted = files.filter(f -> f.toString().endsWith(".class")).sorted().toList();
      for (Path file : sorted) {
        ZipEntry entry = new ZipEntry(classes.relativize(file).toString().replace('\\', '/'));
        entry.setLastModifiedTime(NO_TIME);
        zip.putNextEntry(entry);
        Files.copy(file, zip);
        zip.closeEntry();
      }
    }
    return jar.toByteArray();
  }
}
