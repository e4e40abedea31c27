package org.countersign.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.countersign.driver.link.ByteLink;
import org.countersign.driver.link.LineSettings;
import org.countersign.driver.link.LinkException;
import org.countersign.driver.link.LinkException.Reason;
import org.countersign.driver.link.Links;
import org.countersign.emulator.EmulatedPort;
import org.countersign.emulator.Pty;
import org.countersign.emulator.TcpPort;
import org.junit.jupiter.api.Test;

final class GatewayLinksTest extends LinkContract {

  private GatewayLinks gateway;

  @Override
  protected EmulatedPort newPort() throws IOException {
    return Pty.open(folder.resolve("by-id"));
  }

  @Override
  protected Links newLinks(EmulatedPort port) {
    gateway = new GatewayLinks();
    Links links = gateway.forDevice("encoder-1");
    return new OfOneDevice(gateway, links);
  }

  private record OfOneDevice(GatewayLinks all, Links links) implements Links, AutoCloseable {
    @Override
    public ByteLink open(String address, LineSettings settings, Duration limit)
        throws LinkException {
      return links.open(address, settings, limit);
    }

    @Override
    public void close() {
      all.close();
    }
  }

  @Test
  void a_second_device_is_refused_the_line_under_any_of_its_names() throws Exception {
    Path alias = Files.createSymbolicLink(folder.resolve("by-path"), Path.of(port.address()));
    try (ByteLink held = open()) {
      LinkException refused =
          failureOf(() -> gateway.forDevice("encoder-2").open(alias.toString(), SETTINGS, SOON));
      assertThat(refused.reason()).isEqualTo(Reason.REFUSED);
      assertThat(refused).hasMessageContaining("device 'encoder-1' holds it");
      assertThat(held.isOpen()).isTrue();
    }
    gateway.forDevice("encoder-2").open(alias.toString(), SETTINGS, SOON).close();
  }

  @Test
  void a_tcp_address_is_one_line_too_and_goes_to_tcp() throws Exception {
    try (TcpPort tcp = TcpPort.open();
        ByteLink held = links.open(tcp.address(), SETTINGS, SOON)) {
      LinkException refused =
          failureOf(
              () -> gateway.forDevice("x").open("TCP://127.0.0.1:" + tcp.port(), SETTINGS, SOON));
      assertThat(refused).hasMessageContaining("device 'encoder-1' holds it");
      assertThat(held.isOpen()).isTrue();
    }
  }

  @Test
  void a_line_whose_loss_was_seen_is_free_once_its_device_has_closed_it() throws Exception {
    Links other = gateway.forDevice("encoder-2");
    try (TcpPort tcp = TcpPort.open()) {
      ByteLink lost = links.open(tcp.address(), SETTINGS, SOON);
      tcp.unplug();
      tcp.replug();
      await(() -> !lost.isOpen());
      assertThat(failureOf(() -> other.open(tcp.address(), SETTINGS, SOON)).reason())
          .isEqualTo(Reason.REFUSED);
      lost.close();
      other.open(tcp.address(), SETTINGS, SOON).close();
    }
  }

  @Test
  void a_refused_opening_holds_nothing() throws Exception {
    try (TcpPort tcp = TcpPort.open()) {
      tcp.unplug();
      failureOf(() -> links.open(tcp.address(), SETTINGS, SOON));
      tcp.replug();
      gateway.forDevice("encoder-2").open(tcp.address(), SETTINGS, SOON).close();
    }
  }
}
