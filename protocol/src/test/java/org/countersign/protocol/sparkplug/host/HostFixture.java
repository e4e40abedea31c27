package org.countersign.protocol.sparkplug.host;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.countersign.protocol.sparkplug.HostState;
import org.junit.jupiter.api.BeforeEach;

/** A host with its two clocks and one Edge Node that talks to it. */
abstract class HostFixture {

  static final long T0 = 1_700_000_000_000L;

  /** Monotonic milliseconds; the wall clock is so much later. */
  long now;

  final InstantSource clock = () -> Instant.ofEpochMilli(T0 + now);
  final RecordedOutput out = new RecordedOutput();
  final Edge edge = new Edge("station-7", clock);
  HostApplication host = new HostApplication(settings(), clock, out);
  HostConnectRequest request;

  HostSettings settings() {
    return HostSettings.of("centre-1");
  }

  @BeforeEach
  void comeOnline() {
    request = host.connect();
    host.connected(now);
  }

  /** The Edge Node's messages come, a millisecond apart. */
  void hear(Edge.Sent... messages) {
    for (Edge.Sent message : messages) {
      host.received(message.topic(), message.bytes(), now);
      now++;
    }
  }

  /** NBIRTH 0 and DBIRTH 1, each with one metric. */
  void born() {
    born(edge, 3);
  }

  void born(Edge who, int bdSeq) {
    hear(who.nodeBirth(bdSeq, 0, who.count("Cards/Issued", 5)));
    hear(who.deviceBirth("encoder-1", 1, who.count("Steps", 1)));
  }

  void hearState(boolean online, long timestamp) {
    host.received("spBv1.0/STATE/centre-1", new HostState(online, timestamp).bytes(), now);
  }

  /** Time goes on, and the host is called whenever it asked for it. */
  void pass(long millis) {
    long end = now + millis;
    while (host.nextTick() <= end) {
      now = Math.max(now, host.nextTick());
      host.tick(now);
    }
    now = end;
    host.tick(now);
  }

  List<RefusalReason> refusals() {
    return out.events(HostEvent.Refused.class).stream().map(HostEvent.Refused::reason).toList();
  }
}
