package org.countersign.mqtt;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.eclipse.paho.client.mqttv3.IMqttActionListener;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One life of a Paho client. Its callbacks do nothing but pass on; ending it may block, so that
 * happens on a thread of its own, after the socket was cut.
 */
final class PahoConnection implements MqttConnection {

  private static final Logger log = LoggerFactory.getLogger(PahoConnection.class);

  private static final long QUIESCE_MILLIS = 500;
  private static final long DISCONNECT_MILLIS = 2_000;

  /** Paho's reason code of an exception that only carries another. */
  private static final int WRAPPED = MqttException.REASON_CODE_CLIENT_EXCEPTION;

  /** SUBACK return code of a refusal (MQTT 3.1.1 clause 3.9.3). */
  private static final int REFUSED = 0x80;

  private final MqttAsyncClient client;
  private final PatientSocket.Factory sockets;
  private final Events events;
  private final Runnable gone;
  private final AtomicInteger outstanding = new AtomicInteger();
  private final AtomicBoolean ending = new AtomicBoolean();
  private final CountDownLatch ended = new CountDownLatch(1);

  PahoConnection(
      MqttAsyncClient client, PatientSocket.Factory sockets, Events events, Runnable gone) {
    this.client = client;
    this.sockets = sockets;
    this.events = events;
    this.gone = gone;
  }

  void connect(MqttConnectOptions options) throws MqttException {
    client.setCallback(new Callback());
    try {
      client.connect(options, null, on(events::accepted, "not connected: "));
    } catch (MqttException e) {
      abort();
      throw e;
    }
  }

  @Override
  public void subscribe(List<String> filters, List<String> wishes) throws IOException {
    AtomicInteger unanswered = new AtomicInteger(1 + wishes.size());
    ask(filters, new Subscribed(filters, unanswered, this::refusedFor));
    for (String wish : wishes) {
      ask(List.of(wish), new Subscribed(List.of(wish), unanswered, events::refused));
    }
  }

  private void ask(List<String> filters, Subscribed listener) throws IOException {
    int[] qos = new int[filters.size()];
    Arrays.fill(qos, 1);
    try {
      client.subscribe(filters.toArray(String[]::new), qos, null, listener);
    } catch (MqttException e) {
      throw new IOException("SUBSCRIBE was not taken: " + reason(e), e);
    }
  }

  private void refusedFor(String filter) {
    events.ended(Trouble.NOT_AUTHORIZED, "the broker refused the subscription to " + filter);
  }

  @Override
  public void publish(ApplicationMessage message) throws IOException {
    outstanding.incrementAndGet();
    try {
      client.publish(
          message.topic(),
          message.payload(),
          message.qos(),
          message.retained(),
          null,
          on(this::left, "PUBLISH failed: "));
    } catch (MqttException e) {
      throw new IOException("PUBLISH was not taken: " + reason(e), e);
    }
  }

  private void left() {
    if (outstanding.decrementAndGet() == 0) {
      events.drained();
    }
  }

  @Override
  public int outstanding() {
    return outstanding.get();
  }

  @Override
  public void disconnect() {
    end(this::farewell);
  }

  @Override
  public void abort() {
    end(() -> {});
  }

  @Override
  public boolean awaitEnd(Duration limit) throws InterruptedException {
    return ended.await(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void end(Runnable farewell) {
    if (ending.compareAndSet(false, true)) {
      Thread.ofPlatform()
          .daemon()
          .name("mqtt-end")
          .start(() -> {
            farewell.run();
            letGo();
          });
    } else {
      // A farewell that takes too long is cut short.
      sockets.cut();
    }
  }

  private void farewell() {
    try {
      client.disconnect(QUIESCE_MILLIS).waitForCompletion(DISCONNECT_MILLIS);
    } catch (MqttException e) {
      log.debug("MQTT: DISCONNECT did not leave: {}", reason(e));
    }
  }

  private void letGo() {
    sockets.cut();
    try {
      client.disconnectForcibly(0, 1, false);
    } catch (MqttException e) {
      log.debug("MQTT: {}", reason(e));
    }
    try {
      client.close(true);
    } catch (MqttException e) {
      log.debug("MQTT: {}", reason(e));
    } finally {
      gone.run();
      ended.countDown();
    }
  }

  private IMqttActionListener on(Runnable success, String failure) {
    return new IMqttActionListener() {
      @Override
      public void onSuccess(IMqttToken token) {
        success.run();
      }

      @Override
      public void onFailure(IMqttToken token, @Nullable Throwable cause) {
        events.ended(trouble(cause), failure + reason(cause));
      }
    };
  }

  /** By Paho's reason code, which is the broker's own in CONNACK, or by the cause. */
  static Trouble trouble(@Nullable Throwable problem) {
    if (!(problem instanceof MqttException said)) {
      return Trouble.of(problem).orElse(Trouble.CLOSED);
    }
    return switch (said.getReasonCode()) {
      case MqttException.REASON_CODE_INVALID_CLIENT_ID,
          MqttException.REASON_CODE_FAILED_AUTHENTICATION,
          MqttException.REASON_CODE_NOT_AUTHORIZED ->
          Trouble.NOT_AUTHORIZED;
      case MqttException.REASON_CODE_INVALID_PROTOCOL_VERSION,
          MqttException.REASON_CODE_BROKER_UNAVAILABLE ->
          Trouble.REFUSED;
      case MqttException.REASON_CODE_CLIENT_TIMEOUT, MqttException.REASON_CODE_WRITE_TIMEOUT ->
          Trouble.SILENT;
      case MqttException.REASON_CODE_CONNECTION_LOST -> Trouble.CLOSED;
      default -> Trouble.of(said.getCause()).orElse(Trouble.CLOSED);
    };
  }

  /** Paho's own words, and those of the cause, which say more. */
  static String reason(@Nullable Throwable problem) {
    if (problem == null) {
      return "no reason given";
    }
    Throwable cause = problem.getCause();
    if (cause != null && problem instanceof MqttException m && m.getReasonCode() == WRAPPED) {
      return cause.toString();
    }
    String said = Optional.ofNullable(problem.getMessage()).orElse(problem.toString());
    String code = problem instanceof MqttException m ? " (" + m.getReasonCode() + ")" : "";
    return said + code + (cause == null ? "" : ": " + cause);
  }

  private final class Subscribed implements IMqttActionListener {

    private final List<String> filters;
    private final AtomicInteger unanswered;
    private final Consumer<String> refused;

    Subscribed(List<String> filters, AtomicInteger unanswered, Consumer<String> refused) {
      this.filters = filters;
      this.unanswered = unanswered;
      this.refused = refused;
    }

    @Override
    public void onSuccess(IMqttToken token) {
      int[] granted = token.getGrantedQos();
      for (int i = 0; i < granted.length && i < filters.size(); i++) {
        if (granted[i] == REFUSED) {
          refused.accept(filters.get(i));
        }
      }
      if (unanswered.decrementAndGet() == 0) {
        events.subscribed();
      }
    }

    @Override
    public void onFailure(IMqttToken token, @Nullable Throwable cause) {
      events.ended(
          trouble(cause), "not subscribed to " + String.join(", ", filters) + ": " + reason(cause));
    }
  }

  private final class Callback implements MqttCallback {

    @Override
    public void connectionLost(@Nullable Throwable cause) {
      events.ended(trouble(cause), "connection lost: " + reason(cause));
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
      events.arrived(topic, message.getPayload());
    }

    @Override
    public void deliveryComplete(IMqttDeliveryToken token) {}
  }
}
