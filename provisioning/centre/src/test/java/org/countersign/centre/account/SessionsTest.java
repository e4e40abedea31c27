package org.countersign.centre.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.countersign.centre.store.Database;
import org.countersign.centre.store.DatabaseConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SessionsTest {

  private static final int BOUND = 10_000;

  private final AtomicLong now = new AtomicLong(1_795_000_000_000L);

  @TempDir private Path folder;
  private Database database;
  private Sessions sessions;

  @BeforeEach
  void start() {
    database = Database.open(new DatabaseConfig.Embedded(folder));
    sessions = sessions();
  }

  /** Those of the database, as a centre that starts anew has them. */
  private Sessions sessions() {
    return new Sessions(new SessionTable(database), () -> Instant.ofEpochMilli(now.get()));
  }

  @AfterEach
  void stop() {
    database.close();
  }

  private String begin(String user) {
    return sessions.begin(user, Role.OPERATOR).orElseThrow();
  }

  @Test
  void a_token_finds_its_session_and_no_other_text_does() {
    String token = begin("ma");

    assertThat(sessions.find(token))
        .hasValueSatisfying(session -> {
          assertThat(session.user()).isEqualTo("ma");
          assertThat(session.role()).isEqualTo(Role.OPERATOR);
          assertThat(session.csrf()).hasSize(43).isNotEqualTo(token);
          assertThat(session.toString()).doesNotContain(session.csrf());
        });
    assertThat(sessions.find(token + "A")).isEmpty();
    assertThat(sessions.find("")).isEmpty();
  }

  @Test
  void two_sessions_of_a_person_have_nothing_in_common() {
    String one = begin("ma");
    String other = begin("ma");

    assertThat(one).isNotEqualTo(other).matches("[A-Za-z0-9_-]{43}");
    assertThat(sessions.find(one).orElseThrow().csrf())
        .isNotEqualTo(sessions.find(other).orElseThrow().csrf());
  }

  @Test
  void a_session_ends_an_hour_after_it_was_last_used() {
    String token = begin("ma");
    now.addAndGet(Sessions.IDLE.toMillis());
    assertThat(sessions.find(token)).isPresent();
    now.addAndGet(Sessions.IDLE.toMillis());
    assertThat(sessions.find(token)).isPresent();
    now.addAndGet(Sessions.IDLE.toMillis() + 1);
    assertThat(sessions.find(token)).isEmpty();
    now.addAndGet(-Sessions.IDLE.toMillis());
    assertThat(sessions.find(token)).as("it is gone for good").isEmpty();
  }

  @Test
  void a_session_that_is_used_ends_twelve_hours_after_its_login() {
    String token = begin("ma");
    for (int hour = 0; hour < 12; hour++) {
      now.addAndGet(Sessions.IDLE.toMillis());
      assertThat(sessions.find(token)).isPresent();
    }
    now.addAndGet(1);
    assertThat(sessions.find(token)).isEmpty();
  }

  @Test
  void logging_out_ends_one_session_and_taking_out_the_person_all() {
    String one = begin("ma");
    String two = begin("ma");
    String three = begin("ma");
    String others = begin("li");

    sessions.end(one);
    assertThat(sessions.find(one)).isEmpty();
    assertThat(sessions.find(two)).isPresent();

    sessions.endUnless(session -> !session.user().equals("ma"));
    assertThat(sessions.find(two)).isEmpty();
    assertThat(sessions.find(three)).isEmpty();
    assertThat(sessions.find(others)).isPresent();
  }

  @Test
  void a_session_outlives_a_restart_and_nothing_that_is_kept_is_its_token() {
    String token = begin("ma");
    Sessions.Session before = sessions.find(token).orElseThrow();

    assertThat(sessions().find(token)).hasValue(before);
    List<String> kept =
        database.query(
            "look",
            "select token_hash || account || role || begun_millis from login_session",
            row -> row.getString(1));
    assertThat(kept).hasSize(1);
    assertThat(kept.getFirst()).contains("ma").doesNotContain(token, before.csrf());
  }

  @Test
  void what_is_over_stays_over_after_a_restart() {
    String ended = begin("ma");
    String over = begin("ma");
    sessions.end(ended);
    assertThat(sessions().find(ended)).isEmpty();

    now.addAndGet(Sessions.IDLE.toMillis() + 1);
    assertThat(sessions.find(over)).isEmpty();
    sessions.keep();
    now.addAndGet(-Sessions.IDLE.toMillis());
    assertThat(sessions().find(over)).isEmpty();
  }

  @Test
  void an_hour_without_use_is_counted_over_a_restart_from_the_last_use() {
    String token = begin("ma");
    now.addAndGet(Sessions.IDLE.toMillis() / 2);
    assertThat(sessions.find(token)).isPresent();
    sessions.keep();

    now.addAndGet(Sessions.IDLE.toMillis());
    Sessions restarted = sessions();
    assertThat(restarted.find(token)).isPresent();
    now.addAndGet(Sessions.IDLE.toMillis() + 1);
    assertThat(restarted.find(token)).isEmpty();
  }

  @Test
  void sessions_that_the_command_line_ends_are_over_at_the_next_look() {
    String token = begin("ma");
    String others = begin("li");
    new SessionTable(database).removeAllOf("ma");
    sessions.keep();

    assertThat(sessions.find(token)).isEmpty();
    assertThat(sessions.find(others)).isPresent();
  }

  @Test
  void there_are_ten_thousand_at_most_and_those_that_are_over_make_room() {
    database.update(
        "fill the table",
        "with recursive n(i) as (select 1 union all select i + 1 from n where i < ?)"
            + " insert into login_session select 'hash' || i, 'user', 'viewer', ?, ? from n",
        BOUND,
        now.get(),
        now.get());
    sessions = sessions();
    assertThat(sessions.begin("one more", Role.VIEWER)).isEmpty();

    now.addAndGet(Sessions.IDLE.toMillis() + 1);
    assertThat(sessions.begin("one more", Role.VIEWER)).isPresent();
    assertThat(new SessionTable(database).hashes()).hasSize(1);
  }
}
