package org.countersign.link.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.countersign.driver.link.ByteLink;
import org.countersign.driver.link.LinkException;
import org.countersign.driver.link.LinkException.Reason;
import org.countersign.driver.link.Links;
import org.countersign.emulator.EmulatedPort;
import org.countersign.emulator.TcpPort;
import org.countersign.link.LinkContract;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TcpLinksTest extends LinkContract {

  @Override
  protected EmulatedPort newPort() throws IOException {
    return TcpPort.open();
  }

  @Override
  protected Links newLinks(EmulatedPort port) {
    return new TcpLinks();
  }

  @Test
  void a_half_closed_connection_is_lost() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ByteLink link = links.open("tcp://127.0.0.1:" + server.getLocalPort(), SETTINGS, SOON);
        Socket device = server.accept()) {
      device.shutdownOutput();
      assertThat(failureOf(() -> link.read(new byte[1], 0, 1, SOON)).reason())
          .isEqualTo(Reason.LOST);
    }
  }

  @Test
  void a_host_that_does_not_answer_costs_the_limit_and_no_more() throws Exception {
    // A listener whose queue is full drops the next connections without a word.
    try (ServerSocket full = new ServerSocket()) {
      full.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
      try (Socket first = new Socket(full.getInetAddress(), full.getLocalPort());
          Socket second = new Socket(full.getInetAddress(), full.getLocalPort())) {
        assertThat(first.isConnected() && second.isConnected()).isTrue();
        Duration limit = Duration.ofMillis(200);
        long start = System.nanoTime();
        String address = "tcp://127.0.0.1:" + full.getLocalPort();
        LinkException lost = failureOf(() -> links.open(address, SETTINGS, limit));
        assertThat(lost.reason()).isEqualTo(Reason.LOST);
        assertThat(System.nanoTime() - start)
            .isBetween(limit.toNanos(), limit.plus(PROMPT).toNanos());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tcp://", "tcp://host", "tcp://host:0", "tcp://host:65536", "tcp://u@host:1",
        "tcp://host:1/x", "tcp://host:1?q", "tcp://ho st:1", "http://host:1", "/dev/ttyS0"
      })
  void what_is_no_address_is_refused_with_an_example(String address) {
    assertThatThrownBy(() -> TcpAddress.parse(address))
        .isInstanceOf(LinkException.class)
        .hasMessageContaining("tcp://10.0.0.7:4001");
  }

  @Test
  void a_host_may_be_a_name_or_an_address_of_either_kind() throws LinkException {
    assertThat(TcpAddress.parse("tcp://Printer.local:4001"))
        .isEqualTo(new TcpAddress("printer.local", 4001));
    assertThat(TcpAddress.parse("tcp://[fe80::1]:9")).isEqualTo(new TcpAddress("fe80::1", 9));
  }

  @Test
  void closing_all_links_ends_every_line_and_the_thread() throws Exception {
    ByteLink link = open();
    ((TcpLinks) links).close();
    assertThat(failureOf(() -> link.read(new byte[1], 0, 1, SOON)).reason())
        .isEqualTo(Reason.CLOSED);
    assertThat(failureOf(this::open)).hasMessageContaining("the gateway is stopping");
    await(() ->
        Thread.getAllStackTraces().keySet().stream()
            .noneMatch(thread -> thread.getName().equals("link-tcp")));
  }
}
