package org.countersign.centre.proof;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.eclipse.paho.client.mqttv3.IMqttMessageListener;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/** A client of a broker over TLS, and the topics of all that it was given. */
final class CertifiedClient implements AutoCloseable {

  private static final byte[] BYTES = {1};
  private static final long WITHIN_MILLIS = 10_000;

  private final MqttAsyncClient client;
  private final List<String> heard = new CopyOnWriteArrayList<>();

  private CertifiedClient(MqttAsyncClient client) {
    this.client = client;
  }

  /**
   * Connects.
   *
   * @param will topic of its will
   */
  static CertifiedClient connect(URI broker, SSLContext tls, Optional<String> will)
      throws MqttException {
    MqttConnectOptions options = new MqttConnectOptions();
    options.setSocketFactory(tls.getSocketFactory());
    options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
    will.ifPresent(topic -> options.setWill(topic, BYTES, 1, false));
    CertifiedClient made =
        new CertifiedClient(
            new MqttAsyncClient(
                broker.toString(), MqttClient.generateClientId(), new MemoryPersistence()));
    made.client.connect(options).waitForCompletion(WITHIN_MILLIS);
    return made;
  }

  /** Its MQTT client id. */
  String id() {
    return client.getClientId();
  }

  /** Subscribes; what comes is {@link #heard}. */
  void listen(String filter) throws MqttException {
    IMqttMessageListener listener = (topic, message) -> heard.add(topic);
    client.subscribe(filter, 1, listener).waitForCompletion(WITHIN_MILLIS);
  }

  /** Writes, and waits until the broker has it: MQTT 3.1.1 does not say whether it may. */
  void write(String topic) throws MqttException {
    client.publish(topic, BYTES, 1, false).waitForCompletion(WITHIN_MILLIS);
  }

  /** Topics of what came, in order. */
  List<String> heard() {
    return heard;
  }

  /** Ends without a word, so that its will is due. */
  void vanish() throws MqttException {
    client.disconnectForcibly(0, 1, false);
  }

  @Override
  public void close() throws MqttException {
    if (client.isConnected()) {
      client.disconnect(0).waitForCompletion(WITHIN_MILLIS);
    }
    client.close(true);
  }
}
