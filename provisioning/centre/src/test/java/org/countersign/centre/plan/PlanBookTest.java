package org.countersign.centre.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import org.countersign.centre.store.Database;
import org.countersign.centre.store.DatabaseConfig;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
final class PlanBookTest {

  private static final EdgeNodeDescriptor FIRST = new EdgeNodeDescriptor("north", "n-1");
  private static final EdgeNodeDescriptor SECOND = new EdgeNodeDescriptor("north", "n-2");

  @TempDir Path folder;

  private Database database;
  private PlanBook plans;

  @BeforeEach
  void start() {
    database = Database.open(new DatabaseConfig.Embedded(folder));
    plans = new PlanBook(new PlanTable(database));
  }

  @AfterEach
  void end() {
    database.close();
  }

  private static Plan plan(String station, long from, long to) {
    return new Plan(
        0, "north", Optional.of(station).filter(s -> !s.isEmpty()), from, to, "paint", "ada");
  }

  @Test
  void a_plan_covers_its_station_from_its_first_moment_to_the_one_before_its_end() {
    plans.add(plan("n-1", 1_000, 2_000), 0);
    assertThat(plans.covering(FIRST, 999)).isEmpty();
    assertThat(plans.covering(FIRST, 1_000)).isPresent();
    assertThat(plans.covering(FIRST, 1_999)).isPresent();
    assertThat(plans.covering(FIRST, 2_000)).isEmpty();
    assertThat(plans.covering(SECOND, 1_500)).isEmpty();
  }

  @Test
  void a_plan_of_a_district_covers_all_of_its_stations_and_no_others() {
    plans.add(plan("", 1_000, 2_000), 0);
    assertThat(plans.covering(SECOND, 1_000)).isPresent();
    assertThat(plans.covering(new EdgeNodeDescriptor("south", "n-1"), 1_000)).isEmpty();
  }

  @Test
  void of_several_plans_the_one_that_lasts_longest_speaks() {
    plans.add(plan("n-1", 1_000, 2_000), 0);
    plans.add(plan("", 1_000, 9_000), 0);
    plans.add(plan("n-1", 1_000, 3_000), 0);
    assertThat(plans.covering(FIRST, 1_500).orElseThrow().to()).isEqualTo(9_000);
  }

  @Test
  void a_plan_that_was_taken_out_covers_nothing_and_its_id_is_not_given_again() {
    long id = plans.add(plan("n-1", 1_000, 2_000), 0).orElseThrow().id();
    assertThat(plans.remove(id)).isPresent();
    assertThat(plans.covering(FIRST, 1_500)).isEmpty();
    assertThat(plans.remove(id)).isEmpty();
    assertThat(plans.add(plan("n-1", 1_000, 2_000), 0).orElseThrow().id()).isGreaterThan(id);
  }

  @Test
  void a_full_book_takes_no_more_until_old_plans_are_a_week_over() {
    for (int i = 0; i < PlanBook.MOST; i++) {
      assertThat(plans.add(plan("n-1", 1_000, 2_000), 0)).isPresent();
    }
    long week = PlanBook.KEPT.toMillis();
    assertThat(plans.add(plan("n-1", 1_000, week), 2_000 + week)).isEmpty();
    assertThat(plans.add(plan("n-1", 1_000, week), 2_001 + week)).isPresent();
    assertThat(plans.all()).hasSize(1);
    assertThat(new PlanTable(database).all()).hasSize(1);
  }

  @Test
  void a_plan_that_is_none_is_refused() {
    long day = 86_400_000;
    assertThatThrownBy(() -> plan("n-1", 2_000, 2_000)).hasMessageContaining("after from");
    assertThatThrownBy(() -> plan("n-1", 0, 90 * day + 1)).hasMessageContaining("90 days");
    assertThatThrownBy(() -> new Plan(0, "d", Optional.empty(), 0, 1, "x".repeat(201), "ada"))
        .hasMessageContaining("200 characters");
    assertThatThrownBy(() -> new Plan(0, "d", Optional.empty(), 0, 1, " ", "ada"))
        .hasMessageContaining("reason");
    assertThat(plan("n-1", 0, 90 * day).to()).isEqualTo(90 * day);
  }
}
