package org.countersign.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PrivateMosquittoIT {

  @BeforeAll
  static void realParts() {
    RealPart.require("mosquitto", "mosquitto");
    RealPart.require("mosquitto_pub", "mosquitto-clients");
  }

  @Test
  void takesMessagesBeforeAndAfterACrashOnTheSamePort(@TempDir Path folder) throws Exception {
    try (PrivateMosquitto broker = PrivateMosquitto.start(folder)) {
      assertThat(publish(broker)).isZero();

      broker.kill();
      assertThatThrownBy(() -> new Socket("127.0.0.1", broker.port()).close());

      broker.restart();
      assertThat(publish(broker)).isZero();
    }
  }

  @Test
  void aConfigurationThatItRefusesIsToldInItsOwnWords(@TempDir Path folder) {
    assertThatThrownBy(() -> PrivateMosquitto.start(folder, "no_such_key true").close())
        .hasStackTraceContaining("no_such_key");
  }

  private static int publish(PrivateMosquitto broker) throws Exception {
    Process client =
        new ProcessBuilder(
                "mosquitto_pub", "-p", "" + broker.port(), "-q", "1", "-t", "t", "-m", "m")
            .inheritIO()
            .start();
    assertThat(client.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return client.exitValue();
  }
}
