package org.countersign.centre.silence;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class BrokerWordsTest {

  private static final EdgeNodeDescriptor STATION = new EdgeNodeDescriptor("haidian", "st-1");

  private static Optional<BrokerWords.Word> read(String topic, String text) {
    return BrokerWords.read(topic, text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1795520967: Client haidian/st-1 disconnected. | IN_ORDER",
        "1795520967: Client haidian/st-1 closed its connection. | CLOSED",
        "1795520977: Client haidian/st-1 has exceeded timeout, disconnecting. | TIMED_OUT",
        "1795520968: Client haidian/st-1 already connected, closing old connection. | OVERTAKEN",
        "1795520968: Client haidian/st-1 disconnected due to protocol error. | THROWN_OUT",
        "Client haidian/st-1 closed its connection. | CLOSED"
      })
  void mosquittos_lines_are_understood(String line, Parting parting) {
    assertThat(read("$SYS/broker/log/N", line)).contains(new BrokerWords.Word(STATION, parting));
  }

  @ParameterizedTest
  @CsvSource({"normal,IN_ORDER", "tcp_closed,CLOSED", "keepalive_timeout,TIMED_OUT"})
  void emqxs_reasons_are_understood(String reason, Parting parting) {
    String topic = "$SYS/brokers/emqx@10.0.0.1/clients/haidian/st-1/disconnected";
    assertThat(read(topic, "{\"reason\":\"" + reason + "\",\"username\":\"x\"}"))
        .contains(new BrokerWords.Word(STATION, parting));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ": Client ",
        "Client  disconnected.",
        "Client / disconnected.",
        "Client closed its connection.",
        "1: New client connected from 127.0.0.1:1 as haidian/st-1 (p2, c1, k30).",
        "1: Client haidian/st-1/x#+ closed its connection.",
        "1: Client centre disconnected.",
        "1: Client disconnected."
      })
  void what_is_of_no_station_says_nothing(String line) {
    assertThat(read("$SYS/broker/log/N", line)).isEmpty();
  }

  @Test
  void what_is_no_json_or_too_long_or_of_another_topic_says_nothing() {
    String topic = "$SYS/brokers/e/clients/haidian/st-1/disconnected";
    assertThat(read(topic, "{\"reason\":")).isEmpty();
    assertThat(read(topic, "[".repeat(2_000))).isEmpty();
    assertThat(read("$SYS/broker/uptime", "3 seconds")).isEmpty();
    assertThat(
            read(
                "$SYS/broker/log/N",
                "Client haidian/" + "x".repeat(3_000) + " closed its connection."))
        .isEmpty();
  }
}
