package org.countersign.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.EOFException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.countersign.http.HttpConfig.Limits;
import org.countersign.http.Route.Action.Follow;
import org.countersign.http.Route.Action.Tell;
import org.countersign.trust.service.TlsAuthority;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
@Timeout(120)
class EventBoardTest {

  private static final int CLIENTS = 500;

  /** A heartbeat that is always due, and all the patience with who does not read. */
  private static final Limits PATIENT = limits(Duration.ofMinutes(5));

  private final EventBoard board = new EventBoard(8);
  private final List<AutoCloseable> opened = new ArrayList<>();

  private static Limits limits(Duration stall) {
    Limits usual = Limits.DEFAULT;
    return new Limits(
        2 * CLIENTS,
        CLIENTS,
        usual.bodyBytes(),
        2,
        16,
        usual.head(),
        usual.body(),
        usual.idle(),
        Duration.ofMillis(5),
        stall);
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : opened.reversed()) {
      one.close();
    }
  }

  private Served serve(Limits limits) {
    HttpConfig config = HttpConfig.of(new Endpoint.Loopback(0)).withLimits(limits);
    Served served = new Served(config, Route.get("/events", new Follow(board)));
    opened.add(served);
    return served;
  }

  private EventClient follow(Served served) throws Exception {
    EventClient client = new EventClient(served.port);
    opened.add(client);
    return client;
  }

  private void post(String name, String kind, String data) {
    board.post(name, kind, data.getBytes(UTF_8));
  }

  private void awaitClients(int wanted) {
    long limit = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (board.clients() != wanted && System.nanoTime() < limit) {
      Thread.onSpinWait();
    }
    assertThat(board.clients()).isEqualTo(wanted);
  }

  @Test
  void who_comes_hears_what_is_posted_and_then_what_follows() throws Exception {
    post("overview", "overview", "1");
    post("link", "link", "up");
    post("overview", "overview", "2");
    board.tell("alert/1", "alert", "opened".getBytes(UTF_8));
    EventClient client = follow(serve(PATIENT)).answered();

    assertThat(client.until("overview 2")).containsExactly("link up", "overview 2");

    board.tell("alert/2", "alert", "张".getBytes(UTF_8));
    assertThat(client.until("alert 张")).containsExactly("alert 张");
  }

  @Test
  void what_was_taken_down_is_not_told_to_who_comes_later() throws Exception {
    post("link", "link", "up");
    post("overview", "overview", "1");
    board.takeDown("link");

    assertThat(follow(serve(PATIENT)).answered().until("overview 1")).containsExactly("overview 1");
  }

  @Test
  void a_slow_client_skips_to_the_newest_and_each_event_is_whole() throws Exception {
    EventClient slow = follow(serve(PATIENT));
    awaitClients(1);
    for (int i = 1; i <= 500; i++) {
      post("overview", "overview", i + "x".repeat(100_000));
      post("link", "link", Integer.toString(i));
    }

    List<String> heard = slow.answered().until("link 500");

    assertThat(heard).contains("overview 500" + "x".repeat(100_000)).hasSizeLessThan(200);
    assertThat(heard).allMatch(event -> event.length() < 20 || event.endsWith("x".repeat(100_000)));
  }

  @Test
  void five_hundred_clients_that_do_not_read_hold_no_memory() throws Exception {
    Served served = serve(PATIENT);
    for (int i = 0; i < CLIENTS; i++) {
      follow(served);
    }
    awaitClients(CLIENTS);

    // 50 GB for the clients in all, were it held for each; the tests have 768 MB.
    for (int i = 1; i <= 100; i++) {
      post("overview", "overview", i + "x".repeat(1 << 20));
    }

    assertThat(board.clients()).isEqualTo(CLIENTS);
    EventClient last = (EventClient) opened.getLast();
    assertThat(last.answered().until("overview 100" + "x".repeat(1 << 20))).hasSizeLessThan(10);
  }

  @Test
  void nor_do_they_over_TLS_where_each_has_bytes_of_its_own() throws Exception {
    TlsAuthority authority = TlsAuthority.create("authority");
    SSLContext own = authority.context("server", authority);
    InetSocketAddress any = new InetSocketAddress("127.0.0.1", 0);
    Endpoint endpoint = new Endpoint.Secure(any, Set.of("localhost"), () -> own, false);
    Served served =
        new Served(
            HttpConfig.of(endpoint).withLimits(PATIENT),
            Route.get("/events", new Follow(board)),
            Route.get("/ping", new Tell(request -> Served.text("here"))));
    opened.add(served);
    for (int i = 0; i < 64; i++) {
      ask(authority, served, "/events");
    }
    awaitClients(64);

    // 1 GiB, were it encrypted for each at once.
    post("overview", "overview", "x".repeat(16 << 20));
    for (int i = 0; i < 4; i++) {
      // Two loops serve, and each has heard of the event before it hears of this.
      assertThat(ask(authority, served, "/ping").getInputStream().read()).isEqualTo('H');
    }

    assertThat(board.clients()).isEqualTo(64);
    var buffers = (ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT;
    assertThat(buffers.metric().usedDirectMemory()).isLessThan(100 << 20);
  }

  private SSLSocket ask(TlsAuthority authority, Served served, String path) throws Exception {
    SSLSocket socket =
        (SSLSocket) authority.trusting().getSocketFactory().createSocket("127.0.0.1", served.port);
    opened.add(socket);
    String host = "localhost:" + served.port;
    String request = "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nX-Name: a\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(UTF_8));
    return socket;
  }

  @Test
  void a_client_that_reads_nothing_is_cut_off_in_the_end() throws Exception {
    Served served = serve(limits(Duration.ofMillis(300)));
    EventClient client = follow(served);
    awaitClients(1);
    post("overview", "overview", "x".repeat(8 << 20));

    awaitClients(0);
    served.awaitCount("http.server.event.streams.stalled");
    assertThatThrownBy(() -> client.answered().until("never")).isNotNull();
  }

  @Test
  void a_client_for_which_too_many_names_wait_is_cut_off() throws Exception {
    follow(serve(PATIENT));
    awaitClients(1);
    post("overview", "overview", "x".repeat(8 << 20));
    for (int i = 0; i < 9; i++) {
      board.tell("alert/" + i, "alert", "opened".getBytes(UTF_8));
    }

    awaitClients(0);
  }

  @Test
  void a_client_that_leaves_is_forgotten() throws Exception {
    EventClient client = follow(serve(PATIENT));
    awaitClients(1);
    client.close();

    awaitClients(0);
  }

  @Test
  void closing_the_server_ends_the_streams_in_good_order() throws Exception {
    Served served = serve(PATIENT);
    EventClient client = follow(served).answered();
    awaitClients(1);
    served.close();

    assertThatThrownBy(() -> client.until("never"))
        .isInstanceOf(EOFException.class)
        .hasMessageContaining("in good order");
    assertThat(board.clients()).isZero();
    post("overview", "overview", "nobody hears");
  }

  @Test
  void an_event_cannot_break_out_of_its_line_and_a_board_has_an_end() {
    assertThatThrownBy(() -> post("a", "a", "1\nevent: b")).hasMessageContaining("line break");
    assertThatThrownBy(() -> post("a", "a\r", "1")).hasMessageContaining("line break");
    for (int i = 0; i < 8; i++) {
      post("name " + i, "a", "1");
    }
    post("name 7", "a", "2");
    assertThatThrownBy(() -> post("name 8", "a", "1")).isInstanceOf(IllegalStateException.class);
  }
}
