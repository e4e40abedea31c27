package org.countersign.link.serial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.countersign.driver.link.ByteLink;
import org.countersign.driver.link.LineSettings;
import org.countersign.driver.link.LinkException;
import org.countersign.driver.link.LinkException.Reason;
import org.countersign.driver.link.Links;
import org.countersign.emulator.EmulatedLine;
import org.countersign.emulator.EmulatedPort;
import org.countersign.emulator.Pty;
import org.countersign.link.LinkContract;
import org.countersign.testbed.RealPart;
import org.junit.jupiter.api.Test;

final class SerialLinksTest extends LinkContract {

  @Override
  protected EmulatedPort newPort() throws IOException {
    return Pty.open(folder.resolve("by-id"));
  }

  @Override
  protected Links newLinks(EmulatedPort port) {
    return new SerialLinks();
  }

  @Test
  void what_was_sent_before_the_opening_is_thrown_away() throws Exception {
    EmulatedLine device = port.accept();
    device.write(new byte[3000]);
    try (ByteLink link = open()) {
      device.write(new byte[] {7});
      assertThat(readFully(link, 1)).containsExactly(7);
    }
  }

  @Test
  void the_link_is_followed_anew_at_every_opening() throws Exception {
    Pty pty = (Pty) port;
    Path first = pty.terminal();
    open().close();
    pty.unplug();
    try (Pty takesTheNumber = Pty.open(folder.resolve("other"))) {
      pty.replug();
      assertThat(pty.terminal()).isNotEqualTo(first);
      try (ByteLink link = open();
          EmulatedLine device = pty.accept()) {
        link.write(new byte[] {3}, SOON);
        assertThat(device.read()).isEqualTo(3);
      }
    }
  }

  @Test
  void a_port_that_is_open_here_is_not_opened_twice() throws Exception {
    try (ByteLink first = open()) {
      LinkException refused = failureOf(this::open);
      assertThat(refused.reason()).isEqualTo(Reason.REFUSED);
      assertThat(refused).hasMessageContaining("open in this process already");
      assertThat(first.isOpen()).isTrue();
    }
    open().close();
  }

  @Test
  void a_port_that_another_program_has_locked_is_refused_and_ours_is_locked() throws Exception {
    Path flock = RealPart.require("flock", "util-linux");
    String terminal = ((Pty) port).terminal().toString();
    Process holder =
        new ProcessBuilder(flock.toString(), terminal, "sh", "-c", "echo held; read until")
            .redirectErrorStream(true)
            .start();
    assertThat(holder.inputReader().readLine()).isEqualTo("held");
    LinkException refused = failureOf(this::open);
    assertThat(refused).hasMessageContaining("another program holds " + terminal);
    holder.outputWriter().close();
    assertThat(holder.waitFor(5, TimeUnit.SECONDS)).isTrue();

    try (ByteLink ours = open()) {
      Process other =
          new ProcessBuilder(flock.toString(), "-n", terminal, "true").inheritIO().start();
      assertThat(other.waitFor(5, TimeUnit.SECONDS)).isTrue();
      assertThat(other.exitValue()).isEqualTo(1);
    }
  }

  @Test
  void what_is_no_serial_port_is_refused_with_its_reason() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertThat(refusal("/nowhere/null")).contains("there is no such port");
    assertThat(refusal(file.toString())).contains("is no character device");
    assertThat(refusal("/dev/null")).contains("/dev/null is no serial port");
    assertThat(refusal("/dev/ptmx")).contains("is no serial port");
    assertThat(refusal("/dev/tty")).contains("is no serial port");
    assertThat(refusal("a\0b")).contains("cannot be followed");
  }

  private String refusal(String address) {
    LinkException refused = failureOf(() -> links.open(address, SETTINGS, SOON));
    assertThat(refused.reason()).isEqualTo(Reason.REFUSED);
    assertThat(refused.nothingSent()).isTrue();
    return refused.getMessage();
  }

  @Test
  void speed_and_format_reach_the_terminal() throws Exception {
    Path stty = RealPart.require("stty", "coreutils");
    try (ByteLink link = open()) {
      link.settings(LineSettings.of(9600).withParity(LineSettings.Parity.EVEN).withStopBits(2));
      Process asked =
          new ProcessBuilder(stty.toString(), "-a", "-F", ((Pty) port).terminal().toString())
              .start();
      String all = new String(asked.getInputStream().readAllBytes());
      assertThat(all).contains("speed 9600 baud").contains(" cstopb");
      // The kernel takes the parity bit itself off a pseudo-terminal; its check shows in "inpck".
      assertThat(all).contains(" inpck").contains("-icanon").contains("-echo ");
    }
  }

  @Test
  void changing_the_speed_does_not_disturb_the_reader() throws Exception {
    try (ByteLink link = open();
        EmulatedLine device = port.accept()) {
      for (int i = 0; i < 20; i++) {
        link.settings(LineSettings.of(i % 2 == 0 ? 9600 : 115200));
        device.write(new byte[] {(byte) i});
        assertThat(readFully(link, 1)).containsExactly(i);
      }
      assertThat(link.read(new byte[1], 0, 1, Duration.ofMillis(20))).isZero();
      assertThat(link.isOpen()).isTrue();
    }
  }

  @Test
  void closing_all_links_ends_every_line() throws Exception {
    ByteLink link = open();
    ((SerialLinks) links).close();
    assertThat(failureOf(() -> link.read(new byte[1], 0, 1, SOON)).reason())
        .isEqualTo(Reason.CLOSED);
    assertThat(failureOf(this::open)).hasMessageContaining("the gateway is stopping");
  }
}
