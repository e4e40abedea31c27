package org.countersign.station.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class NotifySocketTest {

  @TempDir private Path folder;

  private static NotifySocket socket(String name) {
    return NotifySocket.of(Map.of("NOTIFY_SOCKET", name)).orElseThrow();
  }

  @Test
  void a_message_arrives_as_one_datagram_with_a_line_an_assignment() {
    String name = folder.resolve("notify").toString();
    try (FakeSystemd systemd = new FakeSystemd(name);
        NotifySocket socket = socket(name)) {
      socket.tell("READY=1", "STATUS=ready – 就绪");
      assertThat(systemd.receive()).isEqualTo("READY=1\nSTATUS=ready – 就绪");
    }
  }

  @Test
  void a_name_in_the_abstract_space_is_reached_too() {
    String name = "@countersign-test-" + ProcessHandle.current().pid();
    try (FakeSystemd systemd = new FakeSystemd(name);
        NotifySocket socket = socket(name)) {
      socket.tell("WATCHDOG=1");
      assertThat(systemd.receive()).isEqualTo("WATCHDOG=1");
    }
  }

  @Test
  void without_systemd_there_is_no_socket() {
    assertThat(NotifySocket.of(Map.of())).isEmpty();
    assertThat(NotifySocket.of(Map.of("NOTIFY_SOCKET", "elsewhere"))).isEmpty();
    assertThat(NotifySocket.of(Map.of("NOTIFY_SOCKET", "/" + "x".repeat(108)))).isEmpty();
  }

  @Test
  void nobody_waits_for_a_listener_that_is_gone_or_takes_nothing() {
    String name = folder.resolve("notify").toString();
    try (NotifySocket socket = socket(name)) {
      socket.tell("READY=1");
      try (FakeSystemd deaf = new FakeSystemd(name)) {
        for (int i = 0; i < 2_000; i++) {
          socket.tell("STATUS=" + i); // more than the kernel queues
        }
        assertThat(deaf.receive()).isEqualTo("STATUS=0");
      }
    }
  }

  @Test
  void a_socket_that_was_closed_tells_nothing() {
    String name = folder.resolve("notify").toString();
    try (FakeSystemd systemd = new FakeSystemd(name)) {
      NotifySocket socket = socket(name);
      socket.close();
      socket.close();
      socket.tell("READY=1");
      assertThat(systemd.receive()).isEmpty();
    }
  }
}
