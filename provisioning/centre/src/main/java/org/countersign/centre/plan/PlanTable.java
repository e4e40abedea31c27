package org.countersign.centre.plan;

import java.util.List;
import java.util.Optional;
import org.countersign.centre.store.Database;

/** Planned work, kept over a restart. Any thread. */
public final class PlanTable {

  private final Database database;

  /** Plans of a database. */
  public PlanTable(Database database) {
    this.database = database;
  }

  /** All of them, by their begin. */
  public List<Plan> all() {
    return database.query(
        "read the planned work",
        "select id, district, station, from_millis, to_millis, reason, planned_by from plan"
            + " order by from_millis, id",
        row ->
            new Plan(
                row.getLong(1),
                row.getString(2),
                Optional.ofNullable(row.getString(3)),
                row.getLong(4),
                row.getLong(5),
                row.getString(6),
                row.getString(7)));
  }

  /** Adds a plan whose id no other has. */
  public void add(Plan plan) {
    database.update(
        "keep plan " + plan.id(),
        "insert into plan (id, district, station, from_millis, to_millis, reason, planned_by)"
            + " values (?, ?, ?, ?, ?, ?, ?)",
        plan.id(),
        plan.district(),
        plan.station().orElse(null),
        plan.from(),
        plan.to(),
        plan.reason(),
        plan.by());
  }

  /** Takes a plan out. */
  public void remove(long id) {
    database.update("take plan " + id + " out", "delete from plan where id = ?", id);
  }

  /** Takes those out that ended before a moment. */
  public void removeEndedBefore(long millis) {
    database.update("take old plans out", "delete from plan where to_millis < ?", millis);
  }
}
