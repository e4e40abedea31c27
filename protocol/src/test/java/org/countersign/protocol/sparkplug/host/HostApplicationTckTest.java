package org.countersign.protocol.sparkplug.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import org.countersign.protocol.sparkplug.HostState;
import org.countersign.protocol.sparkplug.MalformedPayloadException;
import org.countersign.protocol.sparkplug.Metric;
import org.countersign.protocol.sparkplug.MetricValue;
import org.countersign.protocol.sparkplug.PayloadLimits;
import org.countersign.protocol.sparkplug.SparkplugCodec;
import org.countersign.protocol.sparkplug.SparkplugPayload;
import org.countersign.protocol.sparkplug.TckIds;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.Test;

/**
 * The assertions of the Sparkplug Specification 3.0.0 that concern a Host Application, one test
 * each, named by the assertion's id. {@code TckIdsTest} holds the list of all ids.
 */
@DisplayNameGeneration(TckIds.class)
class HostApplicationTckTest extends HostFixture {

  // ---- will

  @Test
  void host_topic_phid_death_required() {
    assertThat(request.will()).isNotNull();
  }

  @Test
  void host_topic_phid_death_topic() {
    assertThat(request.will().topic()).isEqualTo("spBv1.0/STATE/centre-1");
  }

  @Test
  void host_topic_phid_death_qos() {
    assertThat(request.will().qos()).isEqualTo(1);
  }

  @Test
  void host_topic_phid_death_retain() {
    assertThat(request.will().retained()).isTrue();
  }

  @Test
  void host_topic_phid_death_payload() {
    assertThat(new String(request.will().bytes(), UTF_8))
        .isEqualTo("{\"online\":false,\"timestamp\":" + T0 + "}");
  }

  @Test
  void host_topic_phid_death_payload_connect() {
    now = 77;
    assertThat(host.connect().will().state().timestamp()).isEqualTo(T0 + 77);
    now = 5; // The wall clock was set back: Edge Nodes would not believe an older STATE.
    assertThat(host.connect().will().state().timestamp()).isEqualTo(T0 + 77);
  }

  // ---- birth

  @Test
  void host_topic_phid_birth_sub_required() {
    assertThat(request.subscriptions()).containsExactly("spBv1.0/STATE/centre-1", "spBv1.0/#");
    assertThat(HostConnectRequest.SUBSCRIPTION_QOS).isEqualTo(1);
    HostSettings usual = settings();
    HostSettings ofDistricts =
        new HostSettings(
            "centre-1",
            new TreeSet<>(List.of("haidian", "chaoyang")),
            usual.reorderTimeout(),
            usual.grace(),
            usual.rebirthFirst(),
            usual.rebirthLongest(),
            usual.rebirthsPerSecond(),
            usual.payload(),
            usual.limits());
    assertThat(new HostApplication(ofDistricts, clock, out).connect().subscriptions())
        .containsExactly("spBv1.0/STATE/centre-1", "spBv1.0/chaoyang/#", "spBv1.0/haidian/#");
  }

  @Test
  void host_topic_phid_birth_message() {
    assertThat(out.published.get(0)).isInstanceOf(HostMessage.State.class);
  }

  @Test
  void message_flow_phid_sparkplug_subscription() {
    out.clear();
    host.connect();
    born();
    pass(60_000);
    assertThat(out.published).isEmpty();
    host.connected(now);
    assertThat(out.states()).hasSize(1);
  }

  @Test
  void host_topic_phid_birth_topic() {
    assertThat(out.published.get(0).topic()).isEqualTo("spBv1.0/STATE/centre-1");
  }

  @Test
  void host_topic_phid_birth_qos() {
    assertThat(out.published.get(0).qos()).isEqualTo(1);
  }

  @Test
  void host_topic_phid_birth_retain() {
    assertThat(out.published.get(0).retained()).isTrue();
  }

  @Test
  void host_topic_phid_birth_payload() {
    assertThat(new String(out.published.get(0).bytes(), UTF_8))
        .isEqualTo("{\"online\":true,\"timestamp\":" + T0 + "}");
  }

  @Test
  void host_topic_phid_birth_payload_timestamp() {
    HostConnectRequest next = host.connect();
    now += 900; // CONNACK and SUBACK take their time.
    out.clear();
    host.connected(now);
    assertThat(out.states().get(0).state().timestamp()).isEqualTo(next.will().state().timestamp());
  }

  @Test
  void message_flow_hid_sparkplug_state_message_delivered() {
    out.clear();
    now += 50;
    hearState(false, T0 + 40);
    assertThat(out.states())
        .containsExactly(new HostMessage.State("centre-1", new HostState(true, T0)));
    assertThat(out.event(HostEvent.HostIdContested.class).timestamp()).isEqualTo(T0 + 40);
    out.clear();
    hearState(true, T0); // What it said itself comes back.
    assertThat(out.published).isEmpty();
    assertThat(out.events).isEmpty();
  }

  @Test
  void operational_behavior_host_application_multi_server_timestamp() {
    HostApplication second = new HostApplication(settings(), clock, out);
    now += 1_000;
    HostConnectRequest elsewhere = second.connect();
    assertThat(elsewhere.will().state().timestamp()).isEqualTo(T0 + 1_000);
    out.clear();
    hearState(false, 0);
    assertThat(out.states().get(0).state().timestamp()).isEqualTo(T0);
  }

  @Test
  void operational_behavior_host_application_host_id() {
    hearState(true, T0 + 5);
    assertThat(out.event(HostEvent.HostIdContested.class))
        .isEqualTo(new HostEvent.HostIdContested(true, T0 + 5));
  }

  // ---- death

  @Test
  void host_topic_phid_death_payload_disconnect_clean() {
    now += 500;
    out.clear();
    host.leave();
    assertThat(out.published)
        .containsExactly(new HostMessage.State("centre-1", new HostState(false, T0 + 500)));
    hearState(false, T0 + 500);
    host.leave();
    assertThat(out.published).hasSize(1);
  }

  // ---- Edge Nodes and Devices

  @Test
  void operational_behavior_edge_node_termination_host_action_ndeath_node_offline() {
    born();
    now += 1_000;
    hear(edge.nodeDeath(3));
    assertThat(out.event(HostEvent.NodeDied.class))
        .isEqualTo(new HostEvent.NodeDied(edge.node, T0 + now - 1));
  }

  @Test
  void operational_behavior_edge_node_termination_host_action_ndeath_node_tags_stale() {
    born();
    hear(edge.nodeDeath(3));
    out.clear();
    hear(edge.nodeData(2, edge.count("Cards/Issued", 6)));
    assertThat(out.events(HostEvent.Changed.class)).isEmpty();
  }

  @Test
  void operational_behavior_edge_node_termination_host_action_ndeath_devices_tags_stale() {
    born();
    hear(edge.nodeDeath(3), edge.nodeBirth(4, 0));
    out.clear();
    hear(edge.deviceData("encoder-1", 1, edge.count("Steps", 2)));
    assertThat(out.events(HostEvent.Changed.class)).isEmpty();
    assertThat(refusals()).containsExactly(RefusalReason.NOT_BORN);
  }

  @Test
  void operational_behavior_edge_node_termination_host_action_ddeath_devices_offline() {
    born();
    Edge.Sent death = edge.deviceDeath("encoder-1", 2);
    now += 5_000;
    host.received(death.topic(), death.bytes(), now);
    assertThat(out.event(HostEvent.DeviceDied.class))
        .isEqualTo(new HostEvent.DeviceDied(edge.node, "encoder-1", T0 + 2));
  }

  @Test
  void operational_behavior_edge_node_termination_host_action_ddeath_devices_tags_stale() {
    born();
    hear(edge.deviceDeath("encoder-1", 2), edge.deviceData("encoder-1", 3, edge.count("Steps", 2)));
    assertThat(out.events(HostEvent.Changed.class)).isEmpty();
  }

  @Test
  void topic_structure_namespace_duplicate_device_id_across_edge_node() {
    Edge other = new Edge("station-8", clock);
    born();
    born(other, 0);
    hear(
        edge.deviceDeath("encoder-1", 2),
        other.deviceData("encoder-1", 2, other.count("Steps", 9)));
    assertThat(out.event(HostEvent.Changed.class).node()).isEqualTo(other.node);
  }

  // ---- order

  @Test
  void operational_behavior_host_reordering_param() {
    HostSettings usual = settings();
    HostSettings impatient =
        new HostSettings(
            "centre-1",
            usual.groups(),
            Duration.ZERO,
            usual.grace(),
            usual.rebirthFirst(),
            usual.rebirthLongest(),
            usual.rebirthsPerSecond(),
            usual.payload(),
            usual.limits());
    host = new HostApplication(impatient, clock, out);
    comeOnline();
    born();
    hear(edge.nodeData(3, edge.count("Cards/Issued", 7)));
    host.tick(now);
    assertThat(out.commands()).hasSize(1);
  }

  @Test
  void operational_behavior_host_reordering_start() {
    born();
    hear(edge.nodeData(3, edge.count("Cards/Issued", 7)));
    assertThat(host.nextTick()).isEqualTo(now - 1 + settings().reorderTimeout().toMillis());
    assertThat(out.events(HostEvent.Changed.class)).isEmpty();
    assertThat(out.commands()).isEmpty();
  }

  @Test
  void operational_behavior_host_reordering_rebirth() {
    born();
    hear(edge.nodeData(3, edge.count("Cards/Issued", 7)));
    pass(1_990);
    assertThat(out.commands()).isEmpty();
    pass(10);
    assertThat(out.commands().get(0).topic()).isEqualTo("spBv1.0/chaoyang/NCMD/station-7");
    assertThat(out.event(HostEvent.Stale.class).reason()).isEqualTo(StaleReason.SEQUENCE_GAP);
  }

  @Test
  void operational_behavior_host_reordering_success() {
    born();
    hear(
        edge.nodeData(4, edge.count("Cards/Issued", 8)),
        edge.nodeData(3, edge.count("Cards/Issued", 7)),
        edge.nodeData(2, edge.count("Cards/Issued", 6)));
    assertThat(out.events(HostEvent.Changed.class).stream().map(c -> c.metrics().get(0).value()))
        .containsExactly(MetricValue.of(6L), MetricValue.of(7L), MetricValue.of(8L));
    assertThat(host.nextTick()).isEqualTo(Long.MAX_VALUE);
    pass(60_000);
    assertThat(out.commands()).isEmpty();
    hear(edge.nodeData(6, edge.count("Cards/Issued", 9)));
    assertThat(host.nextTick()).isEqualTo(now - 1 + 2_000);
  }

  // ---- commands

  @Test
  void operational_behavior_data_commands_ncmd_rebirth_name() throws MalformedPayloadException {
    assertThat(asked().metrics().stream().map(m -> m.name().orElseThrow()))
        .containsExactly("Node Control/Rebirth");
  }

  @Test
  void topics_ncmd_topic() throws MalformedPayloadException {
    asked();
    assertThat(out.commands().get(0).topic()).isEqualTo("spBv1.0/chaoyang/NCMD/station-7");
  }

  @Test
  void topics_ncmd_mqtt() throws MalformedPayloadException {
    asked();
    assertThat(out.commands().get(0).qos()).isZero();
    assertThat(out.commands().get(0).retained()).isFalse();
  }

  @Test
  void topics_ncmd_timestamp() throws MalformedPayloadException {
    assertThat(asked().timestamp()).hasValue(T0 + now);
  }

  @Test
  void topics_ncmd_payload() throws MalformedPayloadException {
    assertThat(asked().metrics().get(0).value()).isEqualTo(MetricValue.of(true));
  }

  @Test
  void payloads_ncmd_seq() throws MalformedPayloadException {
    assertThat(asked().seq()).isEmpty();
  }

  private SparkplugPayload asked() throws MalformedPayloadException {
    hear(edge.nodeData(9, edge.count("Cards/Issued", 1)));
    host.tick(now);
    return new SparkplugCodec(PayloadLimits.COMMAND).decode(out.commands().get(0).bytes());
  }

  // ---- what other Edge Nodes may use

  @Test
  void payloads_alias_uniqueness() {
    hear(edge.nodeBirth(0, 0, edge.aliased("A", 1, 10), edge.aliased("B", 1, 11)));
    assertThat(refusals()).containsExactly(RefusalReason.INCOMPLETE_BIRTH);
    out.clear();
    hear(
        edge.nodeBirth(0, 0, edge.aliased("A", 1, 10)),
        edge.deviceBirth("d", 1, edge.aliased("B", 1, 11)));
    assertThat(refusals()).containsExactly(RefusalReason.INCOMPLETE_BIRTH);
  }

  @Test
  void payloads_alias_birth_requirement() {
    hear(edge.nodeBirth(0, 0, edge.byAlias(1, 10)));
    assertThat(refusals()).containsExactly(RefusalReason.INCOMPLETE_BIRTH);
  }

  @Test
  void payloads_alias_data_cmd_requirement() {
    hear(
        edge.nodeBirth(0, 0, edge.aliased("A", 1, 10)),
        edge.deviceBirth("d", 1, edge.aliased("B", 2, 20)),
        edge.nodeData(2, edge.byAlias(1, 11)),
        edge.deviceData("d", 3, edge.byAlias(2, 21)));
    assertThat(
            out.events(HostEvent.Changed.class).stream()
                .map(HostEvent.Changed::metrics)
                .map(metrics -> named(metrics.get(0))))
        .containsExactly("A=Whole[value=11]", "B=Whole[value=21]");
  }

  @Test
  void payloads_metric_datatype_value() {
    // datatype 99 is none of the specification's
    byte[] birth = edge.nodeBirth(0, 0, edge.count("A", 1)).bytes();
    int place = indexOf(birth, new byte[] {0x20, 8}); // field 4, datatype: UInt64
    birth[place + 1] = 99;
    host.received("spBv1.0/chaoyang/NBIRTH/station-7", birth, now);
    assertThat(refusals()).containsExactly(RefusalReason.INCOMPLETE_BIRTH);
  }

  private static int indexOf(byte[] bytes, byte[] wanted) {
    for (int i = 0; i + wanted.length <= bytes.length; i++) {
      if (bytes[i] == wanted[0] && bytes[i + 1] == wanted[1]) {
        return i;
      }
    }
    throw new AssertionError("not there");
  }

  private static String named(Metric metric) {
    return metric.name().orElseThrow() + "=" + metric.value();
  }
}
