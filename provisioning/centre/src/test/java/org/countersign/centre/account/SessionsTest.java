package org.countersign.centre.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class SessionsTest {

  private static final int BOUND = 10_000;

  private final AtomicLong now = new AtomicLong(7_000_000);
  private final Sessions sessions = new Sessions(now::get);

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

    sessions.endAllOf("ma");
    assertThat(sessions.find(two)).isEmpty();
    assertThat(sessions.find(three)).isEmpty();
    assertThat(sessions.find(others)).isPresent();
  }

  @Test
  void there_are_ten_thousand_at_most_and_those_that_are_over_make_room() {
    for (int i = 0; i < BOUND; i++) {
      assertThat(sessions.begin("user" + i, Role.VIEWER)).isPresent();
    }
    assertThat(sessions.begin("one more", Role.VIEWER)).isEmpty();

    now.addAndGet(Sessions.IDLE.toMillis() + 1);
    assertThat(sessions.begin("one more", Role.VIEWER)).isPresent();
  }
}
