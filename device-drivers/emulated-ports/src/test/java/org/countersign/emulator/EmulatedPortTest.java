package org.countersign.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
final class EmulatedPortTest {

  private static final Duration SOON = Duration.ofSeconds(5);

  @TempDir Path folder;

  @Test
  void a_pty_carries_every_byte_value_both_ways_unchanged() throws IOException {
    try (Pty pty = Pty.open(folder.resolve("by-id"));
        EmulatedLine device = pty.accept();
        RandomAccessFile host = new RandomAccessFile(pty.address(), "rw")) {
      host.write(everyByte());
      assertThat(readFully(device, 256)).isEqualTo(everyByte());

      device.write(everyByte());
      byte[] got = new byte[256];
      host.readFully(got);
      assertThat(got).isEqualTo(everyByte());
    }
  }

  @Test
  void the_device_outlives_hosts_that_open_and_close_the_pty() throws IOException {
    try (Pty pty = Pty.open(folder.resolve("by-id"));
        EmulatedLine device = pty.accept()) {
      for (int i = 0; i < 3; i++) {
        try (RandomAccessFile host = new RandomAccessFile(pty.address(), "rw")) {
          host.write(i);
          assertThat(device.read()).isEqualTo(i);
        }
        assertThat(device.read(new byte[1], 0, 1, Duration.ofMillis(20))).isZero();
      }
    }
  }

  @Test
  void unplugging_a_pty_ends_both_ends_and_removes_the_link() throws Exception {
    try (Pty pty = Pty.open(folder.resolve("by-id"));
        RandomAccessFile host = new RandomAccessFile(pty.address(), "rw")) {
      EmulatedLine device = pty.accept();
      CompletableFuture<Integer> waiting = inBackground(device::read);

      pty.unplug();

      assertThat(waiting.get(5, TimeUnit.SECONDS)).isEqualTo(-1);
      assertThat(Files.exists(Path.of(pty.address()), java.nio.file.LinkOption.NOFOLLOW_LINKS))
          .isFalse();
      assertThatThrownBy(() -> host.write(1)).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> device.write(new byte[1])).hasMessageContaining("unplugged");
    }
  }

  @Test
  void a_replugged_pty_serves_a_new_session_behind_the_same_link() throws Exception {
    Pty port = Pty.open(folder.resolve("by-id"));
    try (EmulatedDevice echo = EmulatedDevice.start("echo", port, EmulatedPortTest::echo)) {
      for (int i = 0; i < 5; i++) {
        try (RandomAccessFile host = new RandomAccessFile(echo.port().address(), "rw")) {
          host.write(i);
          assertThat(host.read()).isEqualTo(i);
        }
        port.unplug();
        port.replug();
      }
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void a_host_that_reads_nothing_holds_the_device_up_until_the_plug_is_pulled() throws Exception {
    try (Pty pty = Pty.open(folder.resolve("by-id"));
        RandomAccessFile host = new RandomAccessFile(pty.address(), "rw")) {
      EmulatedLine device = pty.accept();
      CompletableFuture<String> stuck =
          inBackground(() -> {
            try {
              device.write(new byte[10_000_000]);
              return "all taken";
            } catch (IOException e) {
              return e.getMessage();
            }
          });
      assertThat(host.read()).isZero();
      assertThat(stuck).isNotDone();

      pty.unplug();

      assertThat(stuck.get(5, TimeUnit.SECONDS)).contains("was unplugged after");
    }
  }

  @Test
  void a_tcp_device_returns_on_the_same_port_number() throws Exception {
    TcpPort port = TcpPort.open();
    try (EmulatedDevice echo = EmulatedDevice.start("echo", port, EmulatedPortTest::echo)) {
      for (int i = 0; i < 3; i++) {
        try (Socket host = connect(echo.port().address())) {
          host.getOutputStream().write(i);
          assertThat(host.getInputStream().read()).isEqualTo(i);

          port.unplug();

          assertThat(host.getInputStream().read()).isEqualTo(-1);
          assertThatThrownBy(() -> connect(port.address()).close()).isInstanceOf(IOException.class);
        }
        port.replug();
      }
    }
  }

  @Test
  void a_failure_of_the_devices_own_code_comes_out_at_close() throws Exception {
    Pty port = Pty.open(folder.resolve("by-id"));
    CompletableFuture<Void> served = new CompletableFuture<>();
    EmulatedDevice broken =
        EmulatedDevice.start(
            "broken",
            port,
            line -> {
              served.complete(null);
              throw new IllegalStateException("a defect");
            });
    served.get(5, TimeUnit.SECONDS);

    assertThatThrownBy(broken::close).hasRootCauseMessage("a defect");
  }

  private static void echo(EmulatedLine line) throws IOException {
    byte[] buffer = new byte[512];
    int taken;
    while ((taken = line.read(buffer, 0, buffer.length, SOON)) >= 0) {
      line.write(buffer, 0, taken);
    }
  }

  private static byte[] readFully(EmulatedLine line, int length) throws IOException {
    byte[] all = new byte[length];
    int got = 0;
    while (got < length) {
      int taken = line.read(all, got, length - got, SOON);
      assertThat(taken).isPositive();
      got += taken;
    }
    return all;
  }

  private static byte[] everyByte() {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    return all;
  }

  private static Socket connect(String address) throws IOException {
    URI uri = URI.create(address);
    return new Socket(uri.getHost(), uri.getPort());
  }

  private interface Call<T> {
    T run() throws Exception;
  }

  private static <T> CompletableFuture<T> inBackground(Call<T> call) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            result.complete(call.run());
          } catch (Exception e) {
            result.completeExceptionally(e);
          }
        });
    return result;
  }
}
