package org.countersign.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.countersign.http.Route.Action.Tell;

/**
 * The files of one folder of the class path, as routes that are open to everybody: read once, held
 * in memory with their compressed form, and sent again only to who has not got them (ETag,
 * If-None-Match). Files of kinds that are not known here are left out.
 */
public final class StaticFiles {

  /**
   * What a page may do (CSP 3): load from this server, and call it. No script or style stands in
   * the page itself, nobody frames it.
   */
  public static final String STRICT_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none';"
          + " form-action 'self'; frame-ancestors 'none'";

  /** By the end of their name. */
  private static final Map<String, String> TYPES =
      Map.of(
          "html", MediaType.HTML,
          "css", "text/css",
          "js", "text/javascript",
          "json", MediaType.JSON,
          "svg", "image/svg+xml",
          "png", "image/png",
          "ico", "image/x-icon",
          "woff2", "font/woff2",
          "yaml", "application/yaml",
          "txt", "text/plain");

  private final Map<String, byte[]> files;
  private final Map<String, String> headers;

  private StaticFiles(Map<String, byte[]> files, Map<String, String> headers) {
    this.files = files;
    this.headers = headers;
  }

  /**
   * Reads a folder and all below it.
   *
   * @param loader who finds it, in a folder or a jar
   * @param folder without slashes at its ends, for example {@code org/countersign/centre/page}
   * @throws IOException if it is not there, has no file, or cannot be read
   */
  public static StaticFiles read(ClassLoader loader, String folder) throws IOException {
    URL url = loader.getResource(folder);
    if (url == null) {
      throw new IOException("the class path has no folder " + folder + "; is its jar installed?");
    }
    Map<String, byte[]> files =
        url.openConnection() instanceof JarURLConnection jar
            ? ofJar(jar, folder + "/")
            : ofFolder(url);
    if (files.isEmpty()) {
      throw new IOException(url + " has no file that can be served");
    }
    return new StaticFiles(
        files,
        Map.of(
            "Cache-Control", "no-cache",
            "Content-Security-Policy", STRICT_POLICY,
            "Referrer-Policy", "no-referrer",
            "Cross-Origin-Resource-Policy", "same-origin"));
  }

  private static Map<String, byte[]> ofJar(JarURLConnection connection, String prefix)
      throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    connection.setUseCaches(false);
    try (JarFile jar = connection.getJarFile()) {
      for (var entries = jar.entries(); entries.hasMoreElements(); ) {
        var entry = entries.nextElement();
        String name = entry.getName();
        if (name.startsWith(prefix) && !entry.isDirectory() && isServed(name)) {
          try (InputStream in = jar.getInputStream(entry)) {
            files.put(name.substring(prefix.length()), in.readAllBytes());
          }
        }
      }
    }
    return files;
  }

  private static Map<String, byte[]> ofFolder(URL url) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    Path folder = path(url);
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String name = folder.relativize(file).toString().replace('\\', '/');
        if (isServed(name)) {
          files.put(name, Files.readAllBytes(file));
        }
      }
    }
    return files;
  }

  private static Path path(URL url) throws IOException {
    try {
      return Path.of(new URI(url.toString()));
    } catch (URISyntaxException e) {
      throw new IOException(url + " is no folder that can be read", e);
    }
  }

  private static boolean isServed(String name) {
    return TYPES.containsKey(ending(name));
  }

  private static String ending(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** The same with another policy (CSP 3), or another value of any header field. */
  public StaticFiles with(String header, String value) {
    Map<String, String> all = new TreeMap<>(headers);
    all.put(header, value);
    return new StaticFiles(files, all);
  }

  /**
   * A route for each file.
   *
   * @param below where, for example {@code /page} for {@code /page/main.js}
   */
  public List<Route> routes(String below) {
    List<Route> routes = new ArrayList<>();
    files.keySet().forEach(name -> routes.add(route(below + "/" + name, name)));
    return List.copyOf(routes);
  }

  /**
   * A route for one file, for example {@code index.html} at {@code /}.
   *
   * @throws IllegalArgumentException if there is no such file
   */
  public Route route(String template, String name) {
    byte[] body = files.get(name);
    if (body == null) {
      throw new IllegalArgumentException(
          "there is no file " + name + "; there are " + files.keySet());
    }
    String type = TYPES.getOrDefault(ending(name), "");
    StaticFile file = StaticFile.of(type, body, headers);
    return Route.get(template, new Tell(file::answer))
        .open()
        .offering(List.of(type))
        .answering(200, 304);
  }
}
