package org.countersign.protocol.sparkplug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.Test;

/**
 * The assertions of the Sparkplug Specification 3.0.0 that concern an Edge Node without aliases,
 * templates and data sets, one test each, named by the assertion's id. What the ids say of MQTT
 * packets (CONNECT, DISCONNECT) is proven against a broker by the station's tests.
 */
@DisplayNameGeneration(TckIds.class)
class EdgeNodeTckTest {

  private static final long T0 = 1_700_000_000_000L;

  private long now = T0;
  private final InstantSource clock = () -> Instant.ofEpochMilli(now);
  private final EdgeNodeDescriptor node = new EdgeNodeDescriptor("chaoyang", "station-7");
  private final EdgeNodeSession session = new EdgeNodeSession(node, Optional.empty(), clock);
  private final EdgeNodeSession hosted = new EdgeNodeSession(node, Optional.of("centre-1"), clock);

  // ---- ids and topics

  @Test
  void intro_group_id_chars() {
    assertThatThrownBy(() -> new EdgeNodeDescriptor("a/b", "n")).hasMessageContaining("group");
  }

  @Test
  void intro_edge_node_id_chars() {
    assertThatThrownBy(() -> new EdgeNodeDescriptor("g", "a\u0000b")).hasMessageContaining("Edge");
  }

  @Test
  void intro_device_id_chars() {
    assertThatThrownBy(() -> node.topic(MessageType.DDATA, "a#")).hasMessageContaining("Device");
  }

  @Test
  void topic_structure_namespace_a() {
    assertThat(births().get(0).topic().toString()).startsWith("spBv1.0/");
  }

  @Test
  void topic_structure_namespace_valid_group_id() {
    for (String id : List.of("", "+", "a+b", "#", "a#", "/", "\ud800", "x".repeat(256))) {
      assertThatThrownBy(() -> new EdgeNodeDescriptor(id, "n"))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(new EdgeNodeDescriptor("朝阳区", "站 7").group()).isEqualTo("朝阳区");
  }

  @Test
  void topic_structure_namespace_valid_edge_node_id() {
    for (String id : List.of("", "+", "a+b", "#", "a#", "/", "\ufffe", "字".repeat(86))) {
      assertThatThrownBy(() -> new EdgeNodeDescriptor("g", id))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void topic_structure_namespace_valid_device_id() {
    for (String id : List.of("", "+", "a+b", "#", "a#", "a/b")) {
      assertThatThrownBy(() -> image(1, Map.of(id, "online")))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void topic_structure_namespace_device_id_associated_message_types() {
    for (MessageType type : MessageType.values()) {
      if (type.ofDevice()) {
        assertThatThrownBy(() -> node.topic(type)).hasMessageContaining("needs a Device id");
        assertThat(SparkplugTopic.parse("spBv1.0/g/" + type + "/n")).isEmpty();
      }
    }
  }

  @Test
  void topic_structure_namespace_device_id_non_associated_message_types() {
    for (MessageType type : MessageType.values()) {
      if (!type.ofDevice()) {
        assertThatThrownBy(() -> node.topic(type, "d")).hasMessageContaining("must not");
        assertThat(SparkplugTopic.parse("spBv1.0/g/" + type + "/n/d")).isEmpty();
      }
    }
  }

  // ---- NBIRTH

  @Test
  void principles_birth_certificates_order() {
    connect(0);
    assertThat(types(session.publish(image(1)))).startsWith(MessageType.NBIRTH);
  }

  @Test
  void message_flow_edge_node_birth_publish_connect() {
    assertThat(session.publish(image(1))).isEmpty();
    session.connect(0);
    assertThat(session.publish(image(1))).isEmpty();
  }

  @Test
  void topics_nbirth_topic() {
    assertThat(births().get(0).topic()).hasToString("spBv1.0/chaoyang/NBIRTH/station-7");
  }

  @Test
  void topics_nbirth_mqtt() {
    assertThat(births().get(0).qos()).isZero();
  }

  @Test
  void topics_nbirth_seq_num() {
    assertThat(births().get(0).payload().seq()).hasValue(0);
  }

  @Test
  void topics_nbirth_timestamp() {
    assertThat(births().get(0).payload().timestamp()).hasValue(T0);
  }

  @Test
  void topics_nbirth_metric_reqs() {
    assertThat(names(births().get(0)))
        .containsExactly("bdSeq", "Node Control/Rebirth", "Cards/Issued", "Sometimes");
  }

  @Test
  void topics_nbirth_metrics() {
    for (Metric metric : births().get(0).payload().metrics()) {
      assertThat(metric.name()).isPresent();
      assertThat(metric.type()).isPresent();
      assertThat(metric.timestamp()).isPresent();
    }
    Metric nameless =
        new Metric(
            Optional.empty(),
            OptionalLong.of(1),
            Optional.of(MetricType.INT32),
            MetricValue.of(1),
            OptionalLong.of(T0),
            false,
            Map.of());
    assertThatThrownBy(() -> NodeImage.of(List.of(nameless), Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void topics_nbirth_bdseq_included() {
    assertThat(births().get(0).payload().metric("bdSeq").orElseThrow().type())
        .hasValue(MetricType.INT64);
  }

  @Test
  void topics_nbirth_bdseq_matching() {
    ConnectRequest request = connect(41);
    assertThat(bdSeq(session.publish(image(1)).get(0))).isEqualTo(bdSeq(request.will()));
  }

  @Test
  void topics_nbirth_bdseq_increment() {
    assertThat(EdgeNodeSession.bdSeqAfter(0)).isEqualTo(1);
    assertThat(EdgeNodeSession.bdSeqAfter(255)).isZero();
  }

  @Test
  void topics_nbirth_rebirth_metric() {
    Metric rebirth = births().get(0).payload().metric("Node Control/Rebirth").orElseThrow();
    assertThat(rebirth.type()).hasValue(MetricType.BOOLEAN);
    assertThat(rebirth.value()).isEqualTo(MetricValue.of(false));
  }

  @Test
  void operational_behavior_data_commands_rebirth_name_aliases() {
    assertThat(births())
        .allMatch(m -> m.payload().metrics().stream().allMatch(x -> x.alias().isEmpty()));
  }

  @Test
  void operational_behavior_data_publish_nbirth_values() throws MalformedPayloadException {
    SparkplugPayload onTheWire = read(births().get(0));
    assertThat(onTheWire.metric("Sometimes").orElseThrow().value()).isEqualTo(MetricValue.none());
    assertThat(onTheWire.metric("Cards/Issued").orElseThrow().value())
        .isEqualTo(MetricValue.of(1L));
  }

  @Test
  void payloads_metric_datatype_req() throws MalformedPayloadException {
    for (OutgoingMessage birth : births()) {
      assertThat(read(birth).metrics()).allMatch(m -> m.type().isPresent());
    }
  }

  // ---- will and deaths

  @Test
  void payloads_ndeath_will_message() {
    assertThat(session.connect(0).will().topic().type()).isEqualTo(MessageType.NDEATH);
  }

  @Test
  void message_flow_edge_node_birth_publish_will_message_topic() {
    assertThat(session.connect(0).will().topic()).hasToString("spBv1.0/chaoyang/NDEATH/station-7");
  }

  @Test
  void payloads_ndeath_will_message_qos() {
    assertThat(session.connect(0).will().qos()).isEqualTo(1);
  }

  @Test
  void message_flow_edge_node_birth_publish_will_message_payload_bdSeq()
      throws MalformedPayloadException {
    Metric bdSeq = read(session.connect(255).will()).metric("bdSeq").orElseThrow();
    assertThat(bdSeq.type()).hasValue(MetricType.INT64);
    assertThat(bdSeq.value()).isEqualTo(MetricValue.of(255L));
    assertThatThrownBy(() -> session.connect(256)).hasMessageContaining("0 to 255");
  }

  @Test
  void topics_ndeath_payload() {
    assertThat(names(session.connect(3).will())).containsExactly("bdSeq");
  }

  @Test
  void topics_ndeath_seq() {
    assertThat(session.connect(3).will().payload().seq()).isEmpty();
  }

  @Test
  void payloads_ndeath_bdseq() {
    connect(9);
    session.publish(image(1));
    assertThat(bdSeq(session.leave().get(0))).isEqualTo(9);
  }

  @Test
  void operational_behavior_edge_node_intentional_disconnect_ndeath() {
    births();
    assertThat(types(session.leave())).containsExactly(MessageType.NDEATH);
    assertThat(session.leave()).isEmpty();
    assertThat(session.publish(image(2))).isEmpty();
  }

  @Test
  void message_flow_edge_node_ncmd_subscribe() {
    assertThat(session.connect(0).subscriptions()).contains("spBv1.0/chaoyang/NCMD/station-7");
    assertThat(ConnectRequest.SUBSCRIPTION_QOS).isEqualTo(1);
  }

  @Test
  void message_flow_device_dcmd_subscribe() {
    assertThat(session.connect(0).subscriptions()).contains("spBv1.0/chaoyang/DCMD/station-7/+");
  }

  // ---- Devices

  @Test
  void message_flow_device_birth_publish_nbirth_wait() {
    assertThat(types(births()))
        .containsExactly(MessageType.NBIRTH, MessageType.DBIRTH, MessageType.DBIRTH);
  }

  @Test
  void message_flow_device_birth_publish_dbirth_match_edge_node_topic() {
    assertThat(births()).allMatch(m -> m.topic().node().equals(node));
  }

  @Test
  void topics_dbirth_topic() {
    assertThat(births().get(1).topic()).hasToString("spBv1.0/chaoyang/DBIRTH/station-7/encoder-1");
  }

  @Test
  void topics_dbirth_mqtt() {
    assertThat(births().get(1).qos()).isZero();
  }

  @Test
  void topics_dbirth_seq() {
    assertThat(numbers(births())).containsExactly(0, 1, 2);
  }

  @Test
  void topics_dbirth_timestamp() {
    assertThat(births().get(1).payload().timestamp()).hasValue(T0);
  }

  @Test
  void topics_dbirth_metric_reqs() {
    assertThat(names(births().get(1))).containsExactly("State");
  }

  @Test
  void payloads_dbirth_order() {
    List<OutgoingMessage> first = births();
    assertThat(types(first)).doesNotContain(MessageType.NDATA, MessageType.DDATA);
    assertThat(
            types(session.publish(image(2, Map.of("encoder-1", "stuck", "encoder-2", "online")))))
        .containsExactly(MessageType.NDATA, MessageType.DDATA);
  }

  @Test
  void operational_behavior_device_ddeath() {
    births();
    List<OutgoingMessage> messages = session.publish(image(1, Map.of("encoder-1", "online")));
    assertThat(types(messages)).containsExactly(MessageType.DDEATH);
    assertThat(messages.get(0).topic()).hasToString("spBv1.0/chaoyang/DDEATH/station-7/encoder-2");
  }

  @Test
  void topics_ddeath_mqtt() {
    births();
    assertThat(session.publish(image(1, Map.of())).get(0).qos()).isZero();
  }

  @Test
  void topics_ddeath_seq_num() {
    births();
    assertThat(numbers(session.publish(image(1, Map.of())))).containsExactly(3, 4);
  }

  @Test
  void payloads_ddeath_timestamp() {
    births();
    now += 5;
    assertThat(session.publish(image(1, Map.of())).get(0).payload().timestamp()).hasValue(T0 + 5);
  }

  // ---- data

  @Test
  void topics_ndata_topic() {
    births();
    assertThat(session.publish(image(2)).get(0).topic())
        .hasToString("spBv1.0/chaoyang/NDATA/station-7");
  }

  @Test
  void topics_ndata_mqtt() {
    births();
    assertThat(session.publish(image(2)).get(0).qos()).isZero();
  }

  @Test
  void topics_ndata_payload() {
    births();
    assertThat(names(session.publish(image(2)).get(0))).containsExactly("Cards/Issued");
  }

  @Test
  void topics_ddata_topic() {
    births();
    assertThat(
            session
                .publish(image(1, Map.of("encoder-1", "stuck", "encoder-2", "online")))
                .get(0)
                .topic())
        .hasToString("spBv1.0/chaoyang/DDATA/station-7/encoder-1");
  }

  @Test
  void topics_ddata_payload() {
    births();
    List<OutgoingMessage> messages =
        session.publish(image(1, Map.of("encoder-1", "stuck", "encoder-2", "online")));
    assertThat(messages).hasSize(1);
    assertThat(names(messages.get(0))).containsExactly("State");
  }

  @Test
  void principles_rbe_recommended() {
    births();
    now += 60_000;
    assertThat(session.publish(image(1))).isEmpty();
  }

  @Test
  void payloads_metric_datatype_not_req() throws MalformedPayloadException {
    births();
    assertThat(read(session.publish(image(2)).get(0)).metrics())
        .allMatch(m -> m.type().isEmpty() && m.properties().isEmpty());
  }

  @Test
  void payloads_name_birth_data_requirement() throws MalformedPayloadException {
    List<OutgoingMessage> all = new ArrayList<>(births());
    all.addAll(session.publish(image(2)));
    for (OutgoingMessage message : all) {
      assertThat(read(message).metrics()).allMatch(m -> m.timestamp().isPresent());
    }
  }

  @Test
  void operational_behavior_data_publish_nbirth_order() {
    births();
    NodeImage later =
        NodeImage.of(
            List.of(
                Metric.of("Cards/Issued", MetricType.UINT64, MetricValue.of(2L), T0 + 9)
                    .withUnit("cards"),
                Metric.of("Sometimes", MetricType.DOUBLE, MetricValue.of(0.5), T0 + 3)),
            Map.of("encoder-1", device("online"), "encoder-2", device("online")));
    assertThat(names(session.publish(later).get(0))).containsExactly("Sometimes", "Cards/Issued");
  }

  @Test
  void operational_behavior_data_publish_nbirth() {
    births();
    NodeImage grown =
        NodeImage.of(
            List.of(
                Metric.of("Cards/Issued", MetricType.UINT64, MetricValue.of(1L), T0),
                Metric.of("New", MetricType.UINT64, MetricValue.of(1L), T0)),
            Map.of());
    List<OutgoingMessage> messages = session.publish(grown);
    assertThat(types(messages)).containsExactly(MessageType.NBIRTH);
    assertThat(messages.get(0).payload().seq()).hasValue(0);
  }

  @Test
  void operational_behavior_data_publish_dbirth() {
    births();
    NodeImage grown =
        NodeImage.of(
            image(1).metrics(),
            Map.of(
                "encoder-1",
                List.of(Metric.of("Other", MetricType.INT32, MetricValue.of(-1), T0)),
                "encoder-2",
                device("online")));
    assertThat(types(session.publish(grown))).containsExactly(MessageType.DBIRTH);
  }

  @Test
  void payloads_sequence_num_incrementing() {
    List<OutgoingMessage> all = new ArrayList<>(births());
    for (long i = 2; all.size() < 700; i++) {
      all.addAll(session.publish(image(i)));
    }
    for (int i = 0; i < all.size(); i++) {
      assertThat(all.get(i).payload().seq()).hasValue(i % 256);
    }
  }

  @Test
  void payloads_sequence_num_always_included() {
    births();
    assertThat(session.publish(image(2, Map.of()))).allMatch(m -> m.payload().seq().isPresent());
  }

  @Test
  void case_sensitivity_metric_names() {
    assertThatThrownBy(() ->
            NodeImage.of(
                List.of(
                    Metric.of("State", MetricType.STRING, MetricValue.of("a"), T0),
                    Metric.of("state", MetricType.STRING, MetricValue.of("b"), T0)),
                Map.of()))
        .hasMessageContaining("taken");
  }

  @Test
  void topics_ddata_mqtt() {
    births();
    assertThat(session.publish(image(1, Map.of("encoder-1", "stuck", "encoder-2", "online"))))
        .allMatch(m -> m.qos() == 0)
        .hasSize(1);
  }

  @Test
  void topics_ndata_timestamp() {
    births();
    now += 7;
    assertThat(session.publish(image(2)).get(0).payload().timestamp()).hasValue(T0 + 7);
  }

  @Test
  void topics_ddata_timestamp() {
    births();
    now += 8;
    NodeImage stuck = image(1, Map.of("encoder-1", "stuck", "encoder-2", "online"));
    assertThat(session.publish(stuck).get(0).payload().timestamp()).hasValue(T0 + 8);
  }

  @Test
  void topics_dbirth_metrics() throws MalformedPayloadException {
    Metric state = read(births().get(1)).metric("State").orElseThrow();
    assertThat(state.type()).hasValue(MetricType.STRING);
    assertThat(state.value()).isEqualTo(MetricValue.of("online"));
  }

  @Test
  void operational_behavior_data_publish_dbirth_values() throws MalformedPayloadException {
    connect(0);
    List<Metric> metrics =
        List.of(Metric.of("Sometimes", MetricType.DOUBLE, MetricValue.none(), T0));
    List<OutgoingMessage> messages =
        session.publish(NodeImage.of(List.of(), Map.of("encoder-1", metrics)));
    assertThat(read(messages.get(1)).metric("Sometimes").orElseThrow().value())
        .isEqualTo(MetricValue.none());
  }

  @Test
  void operational_behavior_data_publish_dbirth_order() {
    connect(0);
    List<Metric> metrics =
        List.of(
            Metric.of("Late", MetricType.INT32, MetricValue.of(1), T0 + 9),
            Metric.of("Early", MetricType.INT32, MetricValue.of(1), T0 + 3));
    List<OutgoingMessage> messages =
        session.publish(NodeImage.of(List.of(), Map.of("encoder-1", metrics)));
    assertThat(names(messages.get(1))).containsExactly("Early", "Late");
  }

  @Test
  void operational_behavior_data_publish_dbirth_change() {
    births();
    assertThat(session.publish(image(1))).isEmpty();
  }

  // ---- commands

  @Test
  void operational_behavior_data_commands_rebirth_action_1() {
    births();
    assertThat(session.received(ncmd(), rebirth(true))).isEqualTo(new Reaction.Rebirth());
    assertThat(types(session.rebirth(image(5)))).startsWith(MessageType.NBIRTH);
  }

  @Test
  void operational_behavior_data_commands_rebirth_action_2() {
    births();
    session.publish(image(2));
    List<OutgoingMessage> again = session.rebirth(image(2));
    assertThat(types(again))
        .containsExactly(MessageType.NBIRTH, MessageType.DBIRTH, MessageType.DBIRTH);
    assertThat(numbers(again)).containsExactly(0, 1, 2);
  }

  @Test
  void operational_behavior_data_commands_rebirth_action_3() {
    connect(77);
    session.publish(image(1));
    assertThat(bdSeq(session.rebirth(image(1)).get(0))).isEqualTo(77);
  }

  @Test
  void operational_behavior_data_commands_ncmd_rebirth_verb() {
    births();
    for (String type : List.of("NDATA", "NBIRTH", "NDEATH")) {
      assertThat(session.received("spBv1.0/chaoyang/" + type + "/station-7", rebirth(true)))
          .isInstanceOf(Reaction.Ignored.class);
    }
    assertThat(session.received("spBv1.0/chaoyang/DCMD/station-7/encoder-1", rebirth(true)))
        .isInstanceOf(Reaction.Ignored.class);
    assertThat(session.received("spBv1.0/chaoyang/NCMD/station-8", rebirth(true)))
        .isInstanceOf(Reaction.Ignored.class);
  }

  @Test
  void operational_behavior_data_commands_ncmd_rebirth_value() {
    births();
    assertThat(session.received(ncmd(), rebirth(false))).isInstanceOf(Reaction.Ignored.class);
  }

  // ---- primary host

  @Test
  void message_flow_edge_node_birth_publish_phid_wait() {
    hosted.connect(0);
    hosted.connected();
    assertThat(hosted.publish(image(1))).isEmpty();
    assertThat(hosted.waitsForHost()).isTrue();
    hosted.received("spBv1.0/STATE/centre-1", new HostState(true, 1).bytes());
    assertThat(types(hosted.publish(image(1)))).startsWith(MessageType.NBIRTH);
  }

  @Test
  void message_flow_edge_node_birth_publish_phid_wait_id() {
    hosted.connect(0);
    hosted.connected();
    hosted.received("spBv1.0/STATE/centre-2", new HostState(true, 1).bytes());
    assertThat(hosted.publish(image(1))).isEmpty();
  }

  @Test
  void message_flow_edge_node_birth_publish_phid_wait_online() {
    hosted.connect(0);
    hosted.connected();
    hosted.received("spBv1.0/STATE/centre-1", new HostState(false, 1).bytes());
    assertThat(hosted.publish(image(1))).isEmpty();
  }

  @Test
  void message_flow_edge_node_birth_publish_phid_wait_timestamp() {
    hosted.connect(0);
    hosted.connected();
    hosted.received("spBv1.0/STATE/centre-1", new HostState(false, 10).bytes());
    hosted.received("spBv1.0/STATE/centre-1", new HostState(true, 9).bytes());
    assertThat(hosted.publish(image(1))).isEmpty();
    assertThat(hosted.received("spBv1.0/STATE/centre-1", new HostState(true, 10).bytes()))
        .isEqualTo(new Reaction.HostOnline());
  }

  @Test
  void message_flow_edge_node_birth_publish_phid_offline() {
    hosted.connect(0);
    hosted.connected();
    hosted.received("spBv1.0/STATE/centre-1", new HostState(true, 10).bytes());
    hosted.publish(image(1));
    assertThat(hosted.received("spBv1.0/STATE/centre-1", new HostState(false, 10).bytes()))
        .isEqualTo(new Reaction.HostOffline());
    assertThat(types(hosted.leave())).containsExactly(MessageType.NDEATH);
  }

  @Test
  void operational_behavior_edge_node_termination_host_offline_timestamp() {
    hosted.connect(0);
    hosted.connected();
    hosted.received("spBv1.0/STATE/centre-1", new HostState(true, 10).bytes());
    hosted.publish(image(1));
    assertThat(hosted.received("spBv1.0/STATE/centre-1", new HostState(false, 9).bytes()))
        .isInstanceOf(Reaction.Ignored.class);
  }

  @Test
  void operational_behavior_primary_application_state_with_multiple_servers_state_subs() {
    assertThat(hosted.connect(0).subscriptions()).contains("spBv1.0/STATE/centre-1");
  }

  // ---- help

  private ConnectRequest connect(int bdSeq) {
    ConnectRequest request = session.connect(bdSeq);
    session.connected();
    return request;
  }

  private List<OutgoingMessage> births() {
    connect(0);
    return session.publish(image(1));
  }

  private static NodeImage image(long issued) {
    return image(issued, Map.of("encoder-1", "online", "encoder-2", "online"));
  }

  private static NodeImage image(long issued, Map<String, String> devices) {
    Map<String, List<Metric>> of = new TreeMap<>();
    devices.forEach((id, state) -> of.put(id, device(state)));
    return NodeImage.of(
        List.of(
            Metric.of("Cards/Issued", MetricType.UINT64, MetricValue.of(issued), T0)
                .withUnit("cards"),
            Metric.of("Sometimes", MetricType.DOUBLE, MetricValue.none(), T0)),
        of);
  }

  private static List<Metric> device(String state) {
    return List.of(Metric.of("State", MetricType.STRING, MetricValue.of(state), T0));
  }

  private static SparkplugPayload read(OutgoingMessage message) throws MalformedPayloadException {
    return new SparkplugCodec(PayloadLimits.HOST).decode(message.bytes());
  }

  private static List<MessageType> types(List<OutgoingMessage> messages) {
    return messages.stream().map(m -> m.topic().type()).toList();
  }

  private static List<Integer> numbers(List<OutgoingMessage> messages) {
    return messages.stream().map(m -> m.payload().seq().orElseThrow()).toList();
  }

  private static List<String> names(OutgoingMessage message) {
    return message.payload().metrics().stream().map(m -> m.name().orElseThrow()).toList();
  }

  private static long bdSeq(OutgoingMessage message) {
    MetricValue value = message.payload().metric("bdSeq").orElseThrow().value();
    return ((MetricValue.Whole) value).value();
  }

  private static String ncmd() {
    return "spBv1.0/chaoyang/NCMD/station-7";
  }

  private static byte[] rebirth(boolean value) {
    return SparkplugCodec.encode(
        MessageType.NCMD,
        new SparkplugPayload(
            OptionalLong.of(T0),
            OptionalInt.empty(),
            List.of(
                Metric.of(
                    EdgeNodeSession.REBIRTH, MetricType.BOOLEAN, MetricValue.of(value), T0))));
  }
}
