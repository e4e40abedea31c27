package org.countersign.fleetsim.link;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.netty.handler.timeout.IdleState;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A client's session of MQTT 3.1.1 on one connection: CONNECT with the will, one SUBSCRIBE, then
 * messages both ways and PINGREQ. A session that fails closes its channel. On the channel's event
 * loop.
 */
final class MqttSession extends SimpleChannelInboundHandler<MqttMessage> {

  /** Takes what a session brings; calls come on the event loop. */
  interface Listener {

    /** Every SUBACK has come. */
    void up(MqttSession session);

    /** A message came. */
    void arrived(String topic, byte[] payload);

    /** The connection takes messages again. */
    void writable();

    /** The connection is gone, up or not. */
    void ended(MqttSession session, String reason);
  }

  /**
   * How a session is begun.
   *
   * @param within limit from the TCP connection to SUBACK
   */
  record Terms(String clientId, Duration keepAlive, Duration within) {}

  private static final int SUBSCRIBE_ID = 1;

  private final Terms terms;
  private final StationReports.Opening opening;
  private final Listener listener;
  private @Nullable ChannelHandlerContext context;
  private @Nullable Future<?> watchdog;
  private String reason = "the broker closed the connection";
  private LinkTrouble met = LinkTrouble.CLOSED;
  private boolean up;
  private int packetId = SUBSCRIBE_ID;

  MqttSession(Terms terms, StationReports.Opening opening, Listener listener) {
    this.terms = terms;
    this.opening = opening;
    this.listener = listener;
  }

  boolean isUp() {
    return up;
  }

  /** What it ended by, once it has. */
  LinkTrouble met() {
    return met;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    context = ctx;
    send(
        ctx,
        MqttMessageBuilders.connect()
            .protocolVersion(MqttVersion.MQTT_3_1_1)
            .clientId(terms.clientId())
            .cleanSession(true)
            .keepAlive((int) terms.keepAlive().toSeconds())
            .willFlag(true)
            .willQoS(MqttQoS.valueOf(opening.will().qos()))
            .willRetain(false)
            .willTopic(opening.will().topic())
            .willMessage(opening.will().payload())
            .build());
    watchdog =
        ctx.executor()
            .schedule(
                () ->
                    fail(
                        ctx,
                        LinkTrouble.SILENT,
                        "no SUBACK within " + terms.within().toSeconds() + " s"),
                terms.within().toMillis(),
                TimeUnit.MILLISECONDS);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, MqttMessage message) {
    if (message.decoderResult().isFailure()) {
      fail(
          ctx,
          LinkTrouble.CLOSED,
          "the broker sent what is no MQTT: " + message.decoderResult().cause());
      return;
    }
    switch (message.fixedHeader().messageType()) {
      case CONNACK -> connected(ctx, (MqttConnAckMessage) message);
      case SUBACK -> subscribed(ctx, (MqttSubAckMessage) message);
      case PUBLISH -> arrived(ctx, (MqttPublishMessage) message);
      case PUBACK, PINGRESP -> {} // The centre's own answer counts; that it came is enough.
      default ->
          fail(ctx, LinkTrouble.CLOSED, "the broker sent " + message.fixedHeader().messageType());
    }
  }

  private void connected(ChannelHandlerContext ctx, MqttConnAckMessage message) {
    MqttConnectReturnCode code = message.variableHeader().connectReturnCode();
    if (code != MqttConnectReturnCode.CONNECTION_ACCEPTED) {
      fail(ctx, LinkTrouble.NOT_AUTHORIZED, "the broker refused the session: " + code);
      return;
    }
    MqttMessageBuilders.SubscribeBuilder subscribe =
        MqttMessageBuilders.subscribe().messageId(SUBSCRIBE_ID);
    opening.filters().forEach(filter -> subscribe.addSubscription(MqttQoS.AT_LEAST_ONCE, filter));
    send(ctx, subscribe.build());
  }

  private void subscribed(ChannelHandlerContext ctx, MqttSubAckMessage message) {
    List<Integer> granted = message.payload().grantedQoSLevels();
    int refused = granted.indexOf(MqttQoS.FAILURE.value());
    if (refused >= 0) {
      fail(
          ctx,
          LinkTrouble.NOT_AUTHORIZED,
          "the broker refused the subscription of " + opening.filters().get(refused));
      return;
    }
    up = true;
    endWatchdog();
    listener.up(this);
  }

  private void arrived(ChannelHandlerContext ctx, MqttPublishMessage message) {
    if (message.fixedHeader().qosLevel() == MqttQoS.AT_LEAST_ONCE) {
      send(ctx, MqttMessageBuilders.pubAck().packetId(message.variableHeader().packetId()).build());
    }
    listener.arrived(message.variableHeader().topicName(), ByteBufUtil.getBytes(message.payload()));
  }

  /** Whether another message may be handed over without a queue. */
  boolean isWritable() {
    return up && context != null && context.channel().isWritable();
  }

  /** Hands over messages in their order. */
  void publish(List<Letter> letters) {
    ChannelHandlerContext ctx = context;
    if (ctx == null || letters.isEmpty()) {
      return;
    }
    for (Letter letter : letters) {
      write(ctx, message(letter));
    }
    ctx.flush();
  }

  private MqttPublishMessage message(Letter letter) {
    MqttMessageBuilders.PublishBuilder builder =
        MqttMessageBuilders.publish()
            .topicName(letter.topic())
            .qos(MqttQoS.valueOf(letter.qos()))
            .retained(false)
            .payload(Unpooled.wrappedBuffer(letter.payload()));
    return letter.qos() == 0 ? builder.build() : builder.messageId(nextPacketId()).build();
  }

  /** 1 to 65,535 (clause 2.3.1). */
  private int nextPacketId() {
    packetId = packetId == 0xFFFF ? 1 : packetId + 1;
    return packetId;
  }

  /** DISCONNECT behind everything that was handed over, and the end. */
  void leave() {
    ChannelHandlerContext ctx = context;
    if (ctx != null) {
      MqttFixedHeader header =
          new MqttFixedHeader(MqttMessageType.DISCONNECT, false, MqttQoS.AT_MOST_ONCE, false, 0);
      ChannelFuture last = ctx.writeAndFlush(new MqttMessage(header));
      last.addListener(ChannelFutureListener.CLOSE);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (isWritable()) {
      listener.writable();
    }
  }

  /** PINGREQ when nothing was sent, or nothing came, for a while; the end when that brings none. */
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof IdleStateEvent idle) {
      if (idle.state() == IdleState.READER_IDLE && !idle.isFirst()) {
        fail(ctx, LinkTrouble.SILENT, "nothing came from the broker for two keep-alives");
      } else if (up) {
        send(ctx, MqttMessage.PINGREQ);
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    // Told before it is forgotten: the listener counts those that were up.
    listener.ended(this, reason);
    forget();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    fail(ctx, LinkTrouble.CLOSED, String.valueOf(cause.getMessage()));
  }

  /** No more is heard of it. */
  void forget() {
    up = false;
    endWatchdog();
  }

  private void endWatchdog() {
    if (watchdog != null) {
      watchdog.cancel(false);
    }
  }

  private void fail(ChannelHandlerContext ctx, LinkTrouble how, String why) {
    met = how;
    reason = why;
    var ignored = ctx.close();
  }

  private static void send(ChannelHandlerContext ctx, MqttMessage message) {
    write(ctx, message);
    ctx.flush();
  }

  /** What cannot be written ends the connection, and that is told. */
  private static void write(ChannelHandlerContext ctx, MqttMessage message) {
    ctx.write(message).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
  }
}
