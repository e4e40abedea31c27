package org.countersign.fleetsim.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubscribeMessage;
import io.netty.handler.timeout.IdleStateHandler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The client's end of a session, against what a broker would say, in the channel's own time. */
class MqttSessionTest {

  private static final long KEEP_ALIVE = 30;

  private final List<String> told = new ArrayList<>();
  private final MqttSession session =
      new MqttSession(
          new MqttSession.Terms("d/s", Duration.ofSeconds(KEEP_ALIVE), Duration.ofSeconds(20)),
          new StationReports.Opening(
              new Letter("will/topic", new byte[] {1, 2}, 1), List.of("one", "two/+")),
          listener());
  private final EmbeddedChannel channel = new EmbeddedChannel();

  MqttSessionTest() {
    channel.freezeTime();
    channel
        .pipeline()
        .addLast(
            new IdleStateHandler(KEEP_ALIVE, KEEP_ALIVE * 4 / 5, 0, TimeUnit.SECONDS), session);
    channel.pipeline().fireChannelActive();
  }

  private MqttSession.Listener listener() {
    return new MqttSession.Listener() {
      @Override
      public void up(MqttSession which) {
        told.add("up");
      }

      @Override
      public void arrived(String topic, byte[] payload) {
        told.add(topic + "=" + new String(payload, StandardCharsets.UTF_8));
      }

      @Override
      public void writable() {
        told.add("writable");
      }

      @Override
      public void ended(MqttSession which, String reason) {
        told.add((which.isUp() ? "ended: " : "failed: ") + reason);
      }
    };
  }

  @Test
  void theFirstPacketIsConnectWithCleanSessionKeepAliveAndTheWill() {
    MqttConnectMessage connect = channel.readOutbound();
    assertThat(connect.variableHeader().version()).isEqualTo(4);
    assertThat(connect.variableHeader().isCleanSession()).isTrue();
    assertThat(connect.variableHeader().keepAliveTimeSeconds()).isEqualTo(30);
    assertThat(connect.variableHeader().willQos()).isEqualTo(1);
    assertThat(connect.variableHeader().isWillRetain()).isFalse();
    assertThat(connect.payload().clientIdentifier()).isEqualTo("d/s");
    assertThat(connect.payload().willTopic()).isEqualTo("will/topic");
    assertThat(connect.payload().willMessageInBytes()).containsExactly(1, 2);
  }

  @Test
  void itSubscribesAfterConnackAndIsUpAfterSuback() {
    channel.readOutbound();
    accept();
    MqttSubscribeMessage subscribe = channel.readOutbound();
    assertThat(subscribe.payload().topicSubscriptions())
        .extracting(s -> s.topicFilter() + " " + s.qualityOfService().value())
        .containsExactly("one 1", "two/+ 1");
    assertThat(told).isEmpty();
    grant(MqttQoS.AT_LEAST_ONCE, MqttQoS.AT_LEAST_ONCE);
    assertThat(told).containsExactly("up");
  }

  @Test
  void aBrokerThatRefusesIsLeftAndSaysWhy() {
    channel.writeInbound(
        MqttMessageBuilders.connAck()
            .returnCode(MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED)
            .build());
    assertThat(channel.isOpen()).isFalse();
    assertThat(told).hasSize(1);
    assertThat(told.getFirst()).startsWith("failed: the broker refused the session");
  }

  @Test
  void aSubscriptionThatIsRefusedEndsTheSessionByItsName() {
    accept();
    grant(MqttQoS.AT_LEAST_ONCE, MqttQoS.FAILURE);
    assertThat(told).containsExactly("failed: the broker refused the subscription of two/+");
  }

  @Test
  void aBrokerThatDoesNotAnswerInTimeIsLeft() {
    accept();
    pass(21);
    assertThat(told).containsExactly("failed: no SUBACK within 20 s");
  }

  @Test
  void aQuietSessionPingsAndLivesWhileItIsAnswered() {
    up();
    for (int minute = 0; minute < 10; minute++) {
      pass(25);
      assertThat(channel.<MqttMessage>readOutbound().fixedHeader().messageType())
          .isEqualTo(MqttMessageType.PINGREQ);
      channel.writeInbound(MqttMessage.PINGRESP);
    }
    assertThat(told).isEmpty();
  }

  @Test
  void aSessionThatTalksButHearsNothingPingsTooAndEndsAfterTwoKeepAlives() {
    up();
    for (int second = 0; second < 59; second++) {
      session.publish(List.of(new Letter("t", new byte[1], 0)));
      pass(1);
    }
    assertThat(told).isEmpty();
    assertThat(channel.outboundMessages()).contains(MqttMessage.PINGREQ);
    pass(2);
    assertThat(told).containsExactly("ended: nothing came from the broker for two keep-alives");
  }

  @Test
  void aMessageIsHandedOverAndAcknowledgedWhereTheBrokerWantsIt() {
    up();
    channel.writeInbound(publish(MqttQoS.AT_MOST_ONCE, "a"));
    assertThat(channel.<Object>readOutbound()).isNull();
    channel.writeInbound(publish(MqttQoS.AT_LEAST_ONCE, "b"));
    assertThat(channel.<MqttMessage>readOutbound().fixedHeader().messageType())
        .isEqualTo(MqttMessageType.PUBACK);
    assertThat(told).containsExactly("t=a", "t=b");
  }

  @Test
  void whatItPublishesLeavesInOrderWithPacketIdsForQosOneAlone() {
    up();
    session.publish(
        List.of(
            new Letter("x", new byte[1], 0),
            new Letter("y", new byte[2], 1),
            new Letter("z", new byte[3], 1)));
    MqttPublishMessage first = channel.readOutbound();
    MqttPublishMessage second = channel.readOutbound();
    MqttPublishMessage third = channel.readOutbound();
    assertThat(first.variableHeader().topicName()).isEqualTo("x");
    assertThat(first.fixedHeader().isRetain()).isFalse();
    assertThat(second.fixedHeader().qosLevel()).isEqualTo(MqttQoS.AT_LEAST_ONCE);
    assertThat(third.variableHeader().packetId()).isEqualTo(second.variableHeader().packetId() + 1);
  }

  @Test
  void aGoodbyeIsDisconnectAndTheEndOfTheChannel() {
    up();
    session.leave();
    assertThat(channel.<MqttMessage>readOutbound().fixedHeader().messageType())
        .isEqualTo(MqttMessageType.DISCONNECT);
    assertThat(channel.isOpen()).isFalse();
  }

  private void up() {
    accept();
    grant(MqttQoS.AT_LEAST_ONCE, MqttQoS.AT_LEAST_ONCE);
    channel.releaseOutbound();
    told.clear();
  }

  private void accept() {
    channel.writeInbound(
        MqttMessageBuilders.connAck()
            .returnCode(MqttConnectReturnCode.CONNECTION_ACCEPTED)
            .build());
  }

  private void grant(MqttQoS... granted) {
    channel.writeInbound(MqttMessageBuilders.subAck().packetId(1).addGrantedQoses(granted).build());
  }

  private static MqttPublishMessage publish(MqttQoS qos, String text) {
    return new MqttPublishMessage(
        new MqttFixedHeader(MqttMessageType.PUBLISH, false, qos, false, 0),
        new io.netty.handler.codec.mqtt.MqttPublishVariableHeader("t", 7),
        Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
  }

  private void pass(long seconds) {
    for (long second = 0; second < seconds; second++) {
      channel.advanceTimeBy(1, TimeUnit.SECONDS);
      channel.runScheduledPendingTasks();
      channel.runPendingTasks();
    }
  }
}
