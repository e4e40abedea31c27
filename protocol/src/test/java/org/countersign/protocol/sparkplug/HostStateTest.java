package org.countersign.protocol.sparkplug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostStateTest {

  @Test
  void readsTheTwoMembersInAnyOrderAndPassesOverOthers() throws Exception {
    assertThat(parse("{\"timestamp\": 1668114759262, \"x\": [1, {\"y\": 2}], \"online\": true}"))
        .isEqualTo(new HostState(true, 1668114759262L));
    assertThat(HostState.parse(new HostState(false, 5).bytes())).isEqualTo(new HostState(false, 5));
  }

  @Test
  void refusesWhatIsNoState() {
    for (String bad :
        List.of(
            "",
            "ONLINE", // the payload of Sparkplug 2.2
            "[]",
            "{}",
            "{\"online\":true}",
            "{\"online\":\"true\",\"timestamp\":1}",
            "{\"online\":true,\"timestamp\":1.5}",
            "{\"online\":true,\"timestamp\":99999999999999999999}",
            "{\"online\":true,\"timestamp\":1",
            "{\"a\":" + "[".repeat(1_000))) {
      assertThatThrownBy(() -> parse(bad)).as(bad).isInstanceOf(MalformedPayloadException.class);
    }
  }

  private static HostState parse(String json) throws MalformedPayloadException {
    return HostState.parse(json.getBytes(StandardCharsets.UTF_8));
  }
}
