package org.countersign.mqtt;

import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.countersign.trust.secret.SecretFile;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/**
 * Connections by Paho's MQTT 3.1.1 client, without its automatic reconnect, its buffer and its MQTT
 * 3.1 second try.
 */
public final class PahoConnector implements MqttConnection.Connector {

  /** Ended connections whose threads are not gone yet; beyond it none is opened. */
  private static final int MOST_ENDING = 8;

  /** Held, since the logging library forgets levels of loggers that nobody holds. */
  private static final Logger PAHO = Logger.getLogger("org.eclipse.paho.client.mqttv3");

  static {
    // Every end of a connection is told by the link, in one line; Paho's stack traces add nothing.
    PAHO.setLevel(Level.OFF);
  }

  private final BrokerConfig config;
  private final String clientId;
  private final AtomicInteger alive = new AtomicInteger();

  /**
   * Connections to the brokers of one configuration; all files are read at each.
   *
   * @param clientId MQTT client id, unique at the broker
   */
  public PahoConnector(BrokerConfig config, String clientId) {
    this.config = config;
    this.clientId = clientId;
  }

  @Override
  public MqttConnection open(URI broker, ApplicationMessage will, MqttConnection.Events events)
      throws IOException {
    if (alive.get() > MOST_ENDING) {
      throw new IOException(MOST_ENDING + " earlier connections have not let go of their threads");
    }
    Optional<SSLContext> tls = Optional.empty();
    if (config.tls().isPresent()) {
      tls = Optional.of(secured(config.tls().get()));
    }
    PatientSocket.Factory sockets = new PatientSocket.Factory(tls);
    try {
      PahoConnection connection =
          new PahoConnection(client(broker), sockets, events, alive::decrementAndGet);
      alive.incrementAndGet();
      connection.connect(options(will, sockets));
      return connection;
    } catch (MqttException e) {
      throw new IOException("MQTT client: " + PahoConnection.reason(e), e);
    }
  }

  private static SSLContext secured(BrokerConfig.Tls files) throws SSLException {
    try {
      return TlsContext.read(files);
    } catch (IOException e) {
      throw new SSLException(e.getMessage(), e);
    }
  }

  private MqttAsyncClient client(URI broker) throws MqttException {
    // The socket does TLS itself, so for Paho the broker is always a plain one.
    String address = "tcp://" + broker.getHost() + ":" + BrokerConfig.port(broker);
    return new MqttAsyncClient(address, clientId, new MemoryPersistence());
  }

  private MqttConnectOptions options(ApplicationMessage will, PatientSocket.Factory sockets)
      throws IOException {
    MqttConnectOptions options = new MqttConnectOptions();
    options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
    options.setCleanSession(true);
    options.setAutomaticReconnect(false);
    options.setKeepAliveInterval((int) config.keepAlive().toSeconds());
    options.setConnectionTimeout((int) Math.max(1, config.connectWithin().toSeconds()));
    options.setMaxInflight(MqttConnection.MOST_OUTSTANDING);
    options.setSocketFactory(sockets);
    options.setWill(will.topic(), will.payload(), will.qos(), will.retained());
    if (config.login().isPresent()) {
      char[] password = SecretFile.firstLine(config.login().get().passwordFile());
      options.setUserName(config.login().get().user());
      options.setPassword(password);
      Arrays.fill(password, '\0');
    }
    return options;
  }
}
