package org.countersign.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class StaticFilesTest {

  private static final ClassLoader LOADER = StaticFilesTest.class.getClassLoader();

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final StaticFiles page = StaticFiles.read(LOADER, "page");
  private final Served served = serve(page);

  @TempDir Path folder;

  StaticFilesTest() throws IOException {}

  private static Served serve(StaticFiles files) {
    var routes = new java.util.ArrayList<>(files.routes("/page"));
    routes.add(files.route("/", "index.html"));
    return new Served(routes.toArray(Route[]::new));
  }

  @AfterEach
  void close() {
    client.close();
    served.close();
  }

  private HttpResponse<byte[]> get(String path, String... headers) throws Exception {
    return get(served, path, headers);
  }

  private HttpResponse<byte[]> get(Served from, String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(from.to(path)).timeout(Duration.ofSeconds(10));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static byte[] file(String name) throws IOException {
    try (InputStream in = LOADER.getResourceAsStream("page/" + name)) {
      return in.readAllBytes();
    }
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  @Test
  void a_file_comes_with_its_type_its_tag_and_what_a_page_may_do() throws Exception {
    HttpResponse<byte[]> answer = get("/");

    assertThat(answer.body()).isEqualTo(file("index.html"));
    assertThat(header(answer, "content-type")).isEqualTo("text/html; charset=utf-8");
    assertThat(header(answer, "cache-control")).isEqualTo("no-cache");
    assertThat(header(answer, "content-security-policy"))
        .startsWith("default-src 'none'; script-src 'self'")
        .contains("frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(header(answer, "x-content-type-options")).isEqualTo("nosniff");
    assertThat(header(answer, "etag")).matches("\"[A-Za-z0-9_-]{43}\"");
    assertThat(header(get("/page/part/main.js"), "content-type"))
        .isEqualTo("text/javascript; charset=utf-8");
    assertThat(header(get("/page/dot.png"), "content-type")).isEqualTo("image/png");
  }

  @Test
  void who_has_it_already_is_told_so_and_sent_nothing() throws Exception {
    String tag = header(get("/page/part/main.js"), "etag");

    for (String known : new String[] {tag, "W/" + tag, "\"other\", " + tag, "*"}) {
      HttpResponse<byte[]> again = get("/page/part/main.js", "If-None-Match", known);
      assertThat(again.statusCode()).as(known).isEqualTo(304);
      assertThat(again.body()).isEmpty();
      assertThat(header(again, "etag")).isEqualTo(tag);
      assertThat(again.headers().map()).doesNotContainKeys("content-length", "content-type");
    }
    assertThat(get("/page/part/main.js", "If-None-Match", "\"other\"").statusCode()).isEqualTo(200);
    assertThat(get("/page/dot.png", "If-None-Match", tag).statusCode()).isEqualTo(200);
  }

  @Test
  void who_takes_gzip_gets_it_under_a_tag_of_its_own() throws Exception {
    HttpResponse<byte[]> plain = get("/page/part/main.js");
    HttpResponse<byte[]> packed = get("/page/part/main.js", "Accept-Encoding", "br, gzip");

    assertThat(header(packed, "content-encoding")).isEqualTo("gzip");
    assertThat(header(packed, "vary")).isEqualTo("Accept-Encoding");
    assertThat(header(plain, "vary")).isEqualTo("Accept-Encoding");
    assertThat(packed.body().length).isLessThan(plain.body().length / 4);
    assertThat(unpack(packed.body())).isEqualTo(plain.body());
    assertThat(header(packed, "etag")).isNotEqualTo(header(plain, "etag"));
    assertThat(
            get(
                    "/page/part/main.js",
                    "Accept-Encoding",
                    "gzip",
                    "If-None-Match",
                    header(packed, "etag"))
                .statusCode())
        .isEqualTo(304);
  }

  private static byte[] unpack(byte[] packed) throws IOException {
    return new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes();
  }

  @Test
  void nothing_but_the_files_is_served() throws Exception {
    assertThat(get("/page/notes.unserved").statusCode()).isEqualTo(404);
    assertThat(get("/page").statusCode()).isEqualTo(404);
    assertThat(get("/page/part").statusCode()).isEqualTo(404);
    assertThat(get("/page/..%2Fpage/index.html").statusCode()).isEqualTo(400);
    assertThat(get("/page/part/%2e%2e/index.html").statusCode()).isEqualTo(400);
  }

  @Test
  void files_in_a_jar_are_served_too() throws Exception {
    Path jar = folder.resolve("page.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry("lib/"));
      out.putNextEntry(new JarEntry("lib/dist/"));
      out.putNextEntry(new JarEntry("lib/dist/plot.css"));
      out.write("a { color: blue }".getBytes(StandardCharsets.UTF_8));
      out.putNextEntry(new JarEntry("lib/README.md"));
      out.putNextEntry(new JarEntry("library.css"));
    }
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null);
        Served fromJar =
            new Served(StaticFiles.read(loader, "lib").routes("/lib").toArray(Route[]::new))) {
      assertThat(get(fromJar, "/lib/dist/plot.css").body()).asString().startsWith("a {");
      assertThat(get(fromJar, "/lib/README.md").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void what_is_missing_is_named_before_anything_is_served() {
    assertThatThrownBy(() -> StaticFiles.read(LOADER, "nowhere"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no folder nowhere");
    assertThatThrownBy(() -> page.route("/", "main.html"))
        .hasMessageContaining("no file main.html")
        .hasMessageContaining("index.html");
  }

  @Test
  void another_policy_can_be_set() throws Exception {
    StaticFiles cached = page.with("Cache-Control", "max-age=31536000, immutable");
    try (Served kept = serve(cached)) {
      assertThat(header(get(kept, "/"), "cache-control")).isEqualTo("max-age=31536000, immutable");
    }
  }
}
