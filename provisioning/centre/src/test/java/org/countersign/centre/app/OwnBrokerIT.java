package org.countersign.centre.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.countersign.testbed.RealPart;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The centre's own broker is a real mosquitto. */
@Timeout(60)
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class OwnBrokerIT {

  private static final long PAUSE_NANOS = 20_000_000;

  @TempDir private Path folder;
  private Path program;
  private InetSocketAddress listen;

  @BeforeEach
  void choose() throws Exception {
    program = RealPart.require("mosquitto", "mosquitto");
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      listen = new InetSocketAddress(InetAddress.getLoopbackAddress(), free.getLocalPort());
    }
  }

  private boolean takesSessions() {
    try (Socket socket = new Socket(listen.getAddress(), listen.getPort())) {
      socket.setSoTimeout(5_000);
      // CONNECT of MQTT 3.1.1 with a clean session, and what is answered to it.
      socket
          .getOutputStream()
          .write(new byte[] {0x10, 13, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 60, 0, 1, 'x'});
      return socket.getInputStream().read() == 0x20;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void it_takes_sessions_from_its_start_until_it_is_closed() throws Exception {
    ProcessHandle process;
    try (OwnBroker broker = OwnBroker.start(folder, listen)) {
      process = broker.process();
      assertThat(takesSessions()).isTrue();
    }
    assertThat(process.onExit().get(10, TimeUnit.SECONDS).isAlive()).isFalse();
    assertThat(takesSessions()).isFalse();
  }

  @Test
  void a_port_that_is_taken_is_told_and_nobody_is_taken_for_the_broker() throws Exception {
    try (ServerSocket other = new ServerSocket()) {
      other.bind(listen);
      assertThatThrownBy(() -> OwnBroker.start(folder, listen).close())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("broker.own")
          .hasMessageContaining(Integer.toString(listen.getPort()))
          .hasMessageContaining("or name another one");
    }
  }

  @Test
  void a_machine_without_mosquitto_is_told_what_to_install() {
    assertThatThrownBy(() -> OwnBroker.start(folder, listen, List.of(folder)).close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("apt-get install mosquitto");
  }

  @Test
  void a_broker_that_does_not_start_is_told_with_its_log() throws Exception {
    Path broken = Files.writeString(folder.resolve("mosquitto"), "#!/bin/sh\nexit 3\n");
    assertThat(broken.toFile().setExecutable(true)).isTrue();
    assertThatThrownBy(() -> OwnBroker.start(folder, listen, List.of(folder)).close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("did not start")
        .hasMessageContaining(folder.resolve("mosquitto.log").toString());
  }

  @Test
  void the_broker_that_a_killed_centre_left_behind_is_ended_for_a_new_one() throws Exception {
    OwnBroker.start(folder, listen).close();
    Process orphan =
        new ProcessBuilder(program.toString(), "-c", folder.resolve("mosquitto.conf").toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("orphan.log").toFile())
            .start();
    try {
      while (!takesSessions()) {
        assertThat(orphan.isAlive()).as("the orphan").isTrue();
        LockSupport.parkNanos(PAUSE_NANOS);
      }
      try (OwnBroker broker = OwnBroker.start(folder, listen)) {
        assertThat(orphan.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(broker.process().pid()).isNotEqualTo(orphan.pid());
        assertThat(takesSessions()).isTrue();
      }
    } finally {
      orphan.destroyForcibly();
    }
  }

  @Test
  void the_broker_of_another_centre_is_left_alone() throws Exception {
    Path others = Files.createDirectory(folder.resolve("others"));
    InetSocketAddress elsewhere;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      elsewhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), free.getLocalPort());
    }
    try (OwnBroker other = OwnBroker.start(others, elsewhere);
        OwnBroker broker = OwnBroker.start(folder, listen)) {
      assertThat(other.process().isAlive()).isTrue();
      assertThat(other.process()).isNotEqualTo(broker.process());
    }
  }

  @Test
  void a_broker_that_dies_is_started_again() throws Exception {
    try (OwnBroker broker = OwnBroker.start(folder, listen)) {
      ProcessHandle first = broker.process();
      assertThat(first.destroyForcibly()).isTrue();
      first.onExit().get(10, TimeUnit.SECONDS);
      while (broker.process().equals(first) || !takesSessions()) {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
      assertThat(broker.process().isAlive()).isTrue();
    }
  }
}
