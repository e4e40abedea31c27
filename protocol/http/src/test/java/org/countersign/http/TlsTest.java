package org.countersign.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.countersign.http.Route.Action.Ask;
import org.countersign.trust.service.TlsAuthority;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(60)
class TlsTest {

  private static final Route WHO =
      Route.get("/who", new Ask(request -> Served.text(request.caller().name())));
  private static final Route OPEN =
      Route.get("/open", new Ask(request -> Served.text("x".repeat(100_000)))).open();

  private TlsAuthority authority;
  private Served served;

  @BeforeEach
  void make() throws Exception {
    authority = TlsAuthority.create("authority");
  }

  @AfterEach
  void close() {
    served.close();
  }

  private void serve(boolean certificateRequired) throws Exception {
    SSLContext own = authority.context("server", authority);
    serve(() -> own, certificateRequired);
  }

  private void serve(Supplier<SSLContext> context, boolean certificateRequired) {
    InetSocketAddress any = new InetSocketAddress("127.0.0.1", 0);
    served =
        new Served(
            HttpConfig.of(
                new Endpoint.Secure(
                    any, Set.of("localhost", "127.0.0.1"), context, certificateRequired)),
            WHO,
            OPEN);
  }

  private HttpResponse<String> get(SSLContext client, String path) throws Exception {
    try (HttpClient http = HttpClient.newBuilder().sslContext(client).build()) {
      return http.send(
          HttpRequest.newBuilder(served.to(path)).timeout(Duration.ofSeconds(10)).build(),
          BodyHandlers.ofString());
    }
  }

  @Test
  void who_shows_a_certificate_is_known_by_it() throws Exception {
    serve(false);

    HttpResponse<String> answer = get(authority.context("Li Lei", authority), "/who");

    assertThat(answer.body()).isEqualTo("CN=Li Lei");
    assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
  }

  @Test
  void who_shows_none_may_use_what_is_open() throws Exception {
    serve(false);

    assertThat(get(authority.trusting(), "/open").body()).hasSize(100_000);
    assertThat(get(authority.trusting(), "/who").statusCode()).isEqualTo(401);
  }

  @Test
  void where_a_certificate_is_required_nobody_comes_without() throws Exception {
    serve(true);

    assertThat(get(authority.context("Li Lei", authority), "/who").statusCode()).isEqualTo(200);
    assertThatThrownBy(() -> get(authority.trusting(), "/open")).isInstanceOf(IOException.class);
  }

  @Test
  void a_certificate_of_another_authority_ends_the_handshake_and_is_counted() throws Exception {
    serve(false);
    // Of the same name, for a client shows no certificate that the server did not ask for.
    SSLContext stranger = TlsAuthority.create("authority").context("Li Lei", authority);

    assertThatThrownBy(() -> get(stranger, "/open")).isInstanceOf(IOException.class);

    served.awaitCount("http.server.handshakes.failed");
  }

  @Test
  void a_renewed_certificate_serves_the_next_connection() throws Exception {
    TlsAuthority next = TlsAuthority.create("next");
    AtomicReference<SSLContext> own = new AtomicReference<>(authority.context("server", authority));
    serve(own::get, false);
    assertThat(get(authority.trusting(), "/open").statusCode()).isEqualTo(200);

    own.set(next.context("server", next));

    assertThat(get(next.trusting(), "/open").statusCode()).isEqualTo(200);
    assertThatThrownBy(() -> get(authority.trusting(), "/open")).isInstanceOf(IOException.class);
  }

  @Test
  void plain_HTTP_is_not_answered() throws Exception {
    serve(false);
    try (RawConnection plain = new RawConnection(served.port)) {
      plain.send("GET /open HTTP/1.1\r\nHost: localhost\r\n\r\n");

      assertThatThrownBy(plain::answer).isNotNull();
      assertThat(plain.isClosedByServer()).isTrue();
    }
  }

  @Test
  void an_old_protocol_is_not_spoken() throws Exception {
    serve(false);
    try (SSLSocket socket = connect()) {
      socket.setEnabledProtocols(new String[] {"TLSv1.1"});

      assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
    }
  }

  @Test
  void only_the_servers_own_names_and_origin_are_answered() throws Exception {
    serve(false);
    String self = "localhost:" + served.port;

    assertThat(status("Host: " + self)).isEqualTo("HTTP/1.1 200 OK");
    assertThat(status("Host: " + self + "\r\nOrigin: https://" + self)).contains(" 200 ");
    assertThat(status("Host: " + self + "\r\nOrigin: http://" + self)).contains(" 403 ");
    assertThat(status("Host: localhost")).contains(" 421 ");
    assertThat(status("Host: evil.example:" + served.port)).contains(" 421 ");
  }

  @Test
  void a_connection_ends_with_a_word_of_goodbye() throws Exception {
    serve(false);
    try (SSLSocket socket = connect()) {
      String request =
          "GET /open HTTP/1.1\r\nHost: localhost:" + served.port + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      // A cut without close_notify is an exception here (requireCloseNotify; RFC 8446, 6.1).
      assertThat(socket.getInputStream().readAllBytes()).hasSizeGreaterThan(100_000);
    }
  }

  @Test
  void a_handshake_that_never_comes_is_cut_off() throws Exception {
    SSLContext own = authority.context("server", authority);
    InetSocketAddress any = new InetSocketAddress("127.0.0.1", 0);
    Endpoint endpoint = new Endpoint.Secure(any, Set.of("localhost"), () -> own, false);
    served =
        new Served(
            HttpConfig.of(endpoint).withLimits(Impatience.waiting(Duration.ofMinutes(1))), OPEN);
    try (RawConnection silent = new RawConnection(served.port)) {
      assertThat(silent.isClosedByServer()).isTrue();
    }
  }

  private SSLSocket connect() throws Exception {
    return (SSLSocket)
        authority.trusting().getSocketFactory().createSocket("127.0.0.1", served.port);
  }

  private String status(String headers) throws Exception {
    try (SSLSocket socket = connect()) {
      String request = "GET /open HTTP/1.1\r\n" + headers + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .findFirst()
          .orElse("");
    }
  }
}
