package org.countersign.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.io.ByteArrayOutputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.countersign.fleetsim.box.OpeningDay;
import org.countersign.fleetsim.box.SimulatedStation;
import org.countersign.fleetsim.box.StationIdentity;
import org.countersign.protocol.sparkplug.EdgeNodeSession;
import org.countersign.protocol.sparkplug.OutgoingMessage;

/**
 * What some stations say on a busy morning, as MQTT packets that only have to be written: their
 * births, and then, for each station, {@value #REPORTS} reports in turn. The last of these is
 * followed by the first, since seq counts modulo 256. One thread.
 */
final class FleetReports {

  /** Reports of a station before it begins anew. */
  static final int REPORTS = 256;

  private static final int CARDS_PER_DAY = 90;

  private final EmbeddedChannel encoder = new EmbeddedChannel(MqttEncoder.INSTANCE);
  private final ByteArrayOutputStream births = new ByteArrayOutputStream();
  private final List<ByteArrayOutputStream> reports = new ArrayList<>();
  private int birthCount;
  private int stations;

  FleetReports() {
    for (int report = 0; report < REPORTS; report++) {
      reports.add(new ByteArrayOutputStream());
    }
  }

  /** Lets another station live until it has said enough. */
  void add(int number, int of, int districts) {
    stations++;
    Clock clock = Clock.systemUTC();
    long now = clock.millis();
    LocalTime opens = LocalTime.of(8, 30);
    SimulatedStation station =
        new SimulatedStation(
            StationIdentity.of(number, of, districts),
            new SimulatedStation.Terms(
                new OpeningDay(opens, opens, LocalTime.of(17, 30)),
                CARDS_PER_DAY,
                1,
                false,
                "0.1.0",
                Duration.ofSeconds(30)),
            moment -> now,
            1);
    EdgeNodeSession session =
        new EdgeNodeSession(station.identity().node(), Optional.empty(), clock);
    var unused = session.connect(0);
    session.connected();
    for (OutgoingMessage birth : session.publish(station.image())) {
      births.writeBytes(packet(birth));
      birthCount++;
    }
    for (int said = 0; said < REPORTS; ) {
      station.advance(station.nextAt());
      for (OutgoingMessage report : session.publish(station.image())) {
        if (said < REPORTS) {
          reports.get(said++).writeBytes(packet(report));
        }
      }
    }
  }

  private byte[] packet(OutgoingMessage message) {
    return packet(
        MqttMessageBuilders.publish()
            .topicName(message.topic().toString())
            .qos(MqttQoS.AT_MOST_ONCE)
            .retained(false)
            .payload(Unpooled.wrappedBuffer(message.bytes()))
            .build());
  }

  /** CONNECT of a client that says nothing by itself. */
  byte[] connect(String clientId) {
    return packet(
        MqttMessageBuilders.connect()
            .protocolVersion(MqttVersion.MQTT_3_1_1)
            .clientId(clientId)
            .cleanSession(true)
            .keepAlive(0)
            .build());
  }

  private byte[] packet(MqttMessage message) {
    encoder.writeOutbound(message);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (ByteBuf part = encoder.readOutbound(); part != null; part = encoder.readOutbound()) {
      bytes.writeBytes(ByteBufUtil.getBytes(part));
      part.release();
    }
    return bytes.toByteArray();
  }

  /** NBIRTH and DBIRTHs of all stations. */
  byte[] births() {
    return births.toByteArray();
  }

  /** Messages in them. */
  int birthCount() {
    return birthCount;
  }

  /** The report of that number of every station. */
  byte[] reports(int number) {
    return reports.get(number).toByteArray();
  }

  /** Messages in one number. */
  int stations() {
    return stations;
  }
}
