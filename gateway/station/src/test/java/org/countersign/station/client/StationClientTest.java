package org.countersign.station.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.countersign.personalization.FieldProblem;
import org.countersign.personalization.JobState;
import org.countersign.personalization.keys.Secret;
import org.countersign.station.client.StationException.Reason;
import org.countersign.station.http.FakeStation;
import org.countersign.station.jobs.Stock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class StationClientTest {

  private static final byte[] APPLICATION =
      "{\"profile\":\"residence-permit\"}".getBytes(StandardCharsets.UTF_8);

  private final FakeStation station = new FakeStation();
  private final StationClient client = client(station.port(), FakeStation.TOKEN);

  private static StationClient client(int port, String token) {
    return new StationClient(
        URI.create("http://127.0.0.1:" + port), Secret.of(token.getBytes(StandardCharsets.UTF_8)));
  }

  @AfterEach
  void close() {
    client.close();
    station.close();
  }

  @Test
  void what_is_submitted_is_found_listed_and_cancelled() throws Exception {
    assertThat(client.submit("A-1", APPLICATION).state()).isEqualTo(JobState.ACCEPTED);
    assertThat(client.submit("A-1", APPLICATION).id()).isEqualTo("A-1");
    client.submit("A-2", APPLICATION);

    assertThat(client.job("A-1")).map(JobStatus::acceptedAt).contains(FakeStation.NOW);
    assertThat(client.job("A-9")).isEmpty();
    StationClient.JobPage page = client.jobs(Optional.empty(), 1, Set.of());
    assertThat(page.jobs()).extracting(JobStatus::id).containsExactly("A-1");
    assertThat(page.next()).contains("A-1");
    assertThat(client.jobs(page.next(), 1, Set.of(JobState.ACCEPTED)).next()).isEmpty();
    assertThat(client.cancel("A-2").state()).isEqualTo(JobState.VOID);
  }

  @Test
  void devices_and_stock_arrive_as_the_station_has_them() throws Exception {
    assertThat(client.devices()).isEqualTo(station.all());
    assertThat(client.stock()).isEqualTo(new Stock(1, 2, 3, 4, 5, 6));
  }

  @Test
  void another_device_is_accepted_by_a_person_and_only_where_there_is_one() throws Exception {
    client.accept("encoder-1");
    assertThatThrownBy(() -> client.accept("encoder-9"))
        .isInstanceOfSatisfying(
            StationException.class, said -> assertThat(said.status()).isEqualTo(404))
        .hasMessageContaining("There is no such device");
  }

  @Test
  void a_refusal_names_every_faulty_field() {
    assertThatThrownBy(() -> client.submit("A-1", "{\"suite\":1}".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOfSatisfying(
            StationException.class,
            said -> {
              assertThat(said.reason()).isEqualTo(Reason.REFUSED);
              assertThat(said.errors())
                  .extracting(FieldProblem::field)
                  .contains("suite", "profile");
            });
  }

  @Test
  void a_wrong_token_and_an_absent_station_are_told_apart() throws Exception {
    try (StationClient stranger = client(station.port(), "another token altogether")) {
      assertThatThrownBy(stranger::stock)
          .isInstanceOfSatisfying(
              StationException.class,
              said -> assertThat(said.reason()).isEqualTo(Reason.NOT_ALLOWED));
    }
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    try (StationClient lost = client(free, FakeStation.TOKEN)) {
      assertThatThrownBy(lost::stock)
          .hasMessageContaining("countersign run")
          .isInstanceOfSatisfying(
              StationException.class,
              said -> assertThat(said.reason()).isEqualTo(Reason.UNREACHABLE));
    }
  }

  @Test
  void events_resume_after_the_last_one_seen() throws Exception {
    station.emit("job", "A-1", "ACCEPTED", Map.of());
    station.emit("job", "A-1", "RESERVED", Map.of("serial", "RP1"));
    OptionalLong last;
    try (EventStream events = client.events(OptionalLong.of(0))) {
      assertThat(events.next().state()).isEqualTo("ACCEPTED");
      last = events.last();
    }
    try (EventStream events = client.events(last)) {
      assertThat(events.next().facts()).containsEntry("serial", "RP1");
    }
  }
}
