package org.countersign.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.countersign.http.Route.Action.Ask;
import org.countersign.http.Route.Action.Tell;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class RouteTest {

  private final Served served =
      new Served(
          Route.get(
              "/stations/{district}/{station}",
              new Ask(request -> Served.text(request.path() + " " + request.query()))),
          Route.of(Method.DELETE, "/session", new Ask(request -> forget())).answering(204),
          Route.of(Method.POST, "/session", new Ask(request -> remember())).open(),
          Route.get("/session", new Tell(RouteTest::session)).open(),
          Route.of(Method.POST, "/silence", new Ask(request -> Reply.done()))
              .forRoles("operator", "admin"));

  @AfterEach
  void close() {
    served.close();
  }

  private static Reply forget() {
    return Reply.done().with(Cookie.gone("session"));
  }

  private static Reply remember() {
    return Served.text("").with(new Cookie("session", "a_1-Z", Duration.ofHours(8)));
  }

  private static Reply session(Request request) {
    return Served.text(request.head().cookie("session").orElse("none"));
  }

  private RawConnection.Answer ask(String line, String... headers) throws Exception {
    try (RawConnection raw = new RawConnection(served.port)) {
      StringBuilder all = new StringBuilder(line + " HTTP/1.1\r\nHost: localhost:" + served.port);
      List.of(headers).forEach(header -> all.append("\r\n").append(header));
      return raw.send(all + "\r\n\r\n").answer();
    }
  }

  @Test
  void a_path_has_several_names_and_a_query_several_values() throws Exception {
    assertThat(ask("GET /stations/%E6%B5%A6%E4%B8%9C/st-7?a=1&b=&a=%26", "X-Name: Li Lei").body())
        .isEqualTo("{district=浦东, station=st-7} {a=[1, &], b=[]}");
  }

  @Test
  void a_route_with_roles_is_for_callers_with_one_of_them() throws Exception {
    RawConnection.Answer viewer = ask("POST /silence", "X-Name: Li Lei", "X-Role: viewer");

    assertThat(viewer.status()).isEqualTo(403);
    assertThat(viewer.body()).contains("problem/role-missing", "[admin, operator]");
    assertThat(ask("POST /silence", "X-Name: Li Lei").status()).isEqualTo(403);
    assertThat(ask("POST /silence", "X-Role: operator").status()).isEqualTo(401);
    assertThat(ask("POST /silence", "X-Name: Li Lei", "X-Role: operator").status()).isEqualTo(204);
  }

  @Test
  void done_is_said_without_a_body_or_its_length_and_the_connection_stays() throws Exception {
    try (RawConnection raw = new RawConnection(served.port)) {
      for (int i = 0; i < 2; i++) {
        raw.send(
            "DELETE /session HTTP/1.1\r\nX-Name: Li Lei\r\nHost: localhost:"
                + served.port
                + "\r\n\r\n");
        RawConnection.Answer answer = raw.answer();
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.headers()).doesNotContainKeys("content-length", "content-type");
        assertThat(answer.header("set-cookie"))
            .startsWith("__Host-session=;")
            .contains("Max-Age=0");
      }
    }
  }

  @Test
  void a_cookie_is_for_this_host_over_TLS_and_for_no_script() throws Exception {
    assertThat(ask("POST /session").header("set-cookie"))
        .isEqualTo(
            "__Host-session=a_1-Z; Path=/; Max-Age=28800; Secure; HttpOnly; SameSite=Strict");
  }

  @Test
  void a_cookie_is_read_among_others() throws Exception {
    String others = "session=planted; __Host-sessionX=b; ";

    assertThat(ask("GET /session", "Cookie: " + others + "__Host-session=a_1-Z").body())
        .isEqualTo("a_1-Z");
    assertThat(ask("GET /session", "Cookie: " + others).body()).isEqualTo("none");
    assertThat(ask("GET /session").body()).isEqualTo("none");
  }

  @Test
  void of_two_cookies_of_one_name_none_is_believed() throws Exception {
    assertThat(ask("GET /session", "Cookie: __Host-session=a; __Host-session=b").body())
        .isEqualTo("none");
    assertThat(ask("GET /session", "Cookie: __Host-session=a", "Cookie: __Host-session=b").body())
        .isEqualTo("none");
  }

  @Test
  void a_cookie_cannot_smuggle_attributes_or_header_fields() {
    assertThatThrownBy(() -> new Cookie("session", "a; Domain=evil", Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("evil");
    assertThatThrownBy(() -> new Cookie("a\r\nX", "", Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void an_open_route_has_no_roles_and_a_path_its_slash() {
    assertThatThrownBy(() -> new Access(true, java.util.Set.of("admin")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Route.get("stations", new Ask(request -> Reply.done())))
        .hasMessageContaining("does not start with a slash");
  }
}
