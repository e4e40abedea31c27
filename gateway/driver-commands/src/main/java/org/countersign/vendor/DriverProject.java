package org.countersign.vendor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.countersign.station.app.Gateway;

/**
 * A vendor's project, from the templates in this jar. A mark in them is a name between two
 * {@code @}.
 *
 * @param id of the driver
 * @param javaPackage of its classes
 * @param vendor who answers for it
 * @param transport what the device is connected by
 * @param sdk Maven repository with the driver interface, absolute
 */
record DriverProject(String id, String javaPackage, String vendor, Transport transport, Path sdk) {

  private static final Pattern MARK = Pattern.compile("@([A-Za-z]{2,20})@");

  /** Writes all files. */
  void write(Path folder) throws IOException {
    Map<String, String> words = words();
    String kind = transport.name().toLowerCase(Locale.ROOT);
    words.put("notes", filled(text(kind + "/notes.md"), words).strip());
    for (Transport.Template template : transport.templates()) {
      Path file = folder.resolve(filled(template.file(), words));
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, filled(text(template.resource()), words));
    }
  }

  private Map<String, String> words() {
    Map<String, String> words = new HashMap<>(transport.words());
    words.put("id", id);
    words.put("Name", className());
    words.put("package", javaPackage);
    words.put("path", javaPackage.replace('.', '/'));
    words.put("vendor", vendor);
    words.put("sdk", sdk.toUri().toString().replaceFirst("/$", ""));
    // The first part is the version of the artifacts; after a plus stands the commit.
    words.put("version", Gateway.version().replaceFirst("\\+.*", ""));
    words.put("mangled", javaPackage.replace("_", "_1").replace('.', '_'));
    return words;
  }

  /** {@code acme-e100} is {@code AcmeE100}. */
  private String className() {
    Matcher letters = Pattern.compile("(?:^|-+)([a-z0-9])|-+").matcher(id);
    return letters.replaceAll(m -> m.group(1) == null ? "" : m.group(1).toUpperCase(Locale.ROOT));
  }

  private static String filled(String text, Map<String, String> words) {
    return MARK.matcher(text)
        .replaceAll(mark -> {
          String word = words.get(mark.group(1));
          if (word == null) {
            throw new IllegalStateException("a template has the mark " + mark.group());
          }
          return Matcher.quoteReplacement(word);
        });
  }

  private static String text(String resource) throws IOException {
    try (InputStream in =
        DriverProject.class.getResourceAsStream("template/" + resource + ".txt")) {
      if (in == null) {
        throw new IOException("the template " + resource + " is missing in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
