package org.countersign.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLHandshakeException;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class TroubleTest {

  @Test
  void a_socket_that_found_nobody_says_why() {
    assertThat(Trouble.of(new UnknownHostException("broker"))).hasValue(Trouble.NAME);
    assertThat(Trouble.of(new NoRouteToHostException("No route"))).hasValue(Trouble.UNREACHABLE);
    assertThat(Trouble.of(new ConnectException("Network is unreachable")))
        .hasValue(Trouble.UNREACHABLE);
    assertThat(Trouble.of(new SocketException("Network is unreachable")))
        .hasValue(Trouble.UNREACHABLE);
    assertThat(Trouble.of(new SocketTimeoutException("Connect timed out")))
        .hasValue(Trouble.UNREACHABLE);
    assertThat(Trouble.of(new SocketException("Connection reset"))).hasValue(Trouble.CLOSED);
    assertThat(Trouble.of(new SSLHandshakeException("expired"))).hasValue(Trouble.TLS);
  }

  @Test
  void a_port_without_anybody_is_a_refusal() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 5_000);
    } catch (IOException e) {
      assertThat(Trouble.of(e)).hasValue(Trouble.REFUSED);
      return;
    }
    throw new AssertionError("somebody listens at " + port);
  }

  @Test
  void the_cause_says_it_where_the_exception_says_nothing() {
    assertThat(Trouble.of(new IOException("x", new IOException(new UnknownHostException("y")))))
        .hasValue(Trouble.NAME);
    assertThat(Trouble.of(new IOException("connection refused"))).isEmpty();
    assertThat(Trouble.of(null)).isEmpty();
  }

  @Test
  void a_brokers_own_refusal_is_told_by_its_code() {
    assertThat(trouble(MqttException.REASON_CODE_NOT_AUTHORIZED)).isEqualTo(Trouble.NOT_AUTHORIZED);
    assertThat(trouble(MqttException.REASON_CODE_FAILED_AUTHENTICATION))
        .isEqualTo(Trouble.NOT_AUTHORIZED);
    assertThat(trouble(MqttException.REASON_CODE_BROKER_UNAVAILABLE)).isEqualTo(Trouble.REFUSED);
    assertThat(trouble(MqttException.REASON_CODE_CLIENT_TIMEOUT)).isEqualTo(Trouble.SILENT);
    assertThat(trouble(MqttException.REASON_CODE_CONNECTION_LOST)).isEqualTo(Trouble.CLOSED);
    assertThat(PahoConnection.trouble(new MqttException(new UnknownHostException("broker"))))
        .isEqualTo(Trouble.NAME);
  }

  private static Trouble trouble(int code) {
    return PahoConnection.trouble(new MqttException(code));
  }
}
