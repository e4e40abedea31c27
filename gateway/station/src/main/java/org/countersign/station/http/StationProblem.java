package org.countersign.station.http;

import java.util.List;
import java.util.Locale;
import org.countersign.http.Problem;
import org.countersign.personalization.FieldProblem;

/** What can be wrong with a request, as the station knows it. */
enum StationProblem implements Problem.Kind {
  NO_SUCH_JOB(404, "There is no such job"),
  NO_SUCH_DEVICE(404, "There is no such device"),
  NO_HEAD_YET(404, "No head over the ledger was signed yet"),
  NO_SUCH_SHIFT(404, "There is no such shift"),
  PERSON_REFUSED(403, "A person is not who they say, or may not do this"),
  STOCK_CONFLICT(409, "The stock does not allow it as it is"),
  REFUSED_REQUEST(422, "The request is refused"),
  PIN_PAUSE(429, "A PIN is not looked at for a while"),
  NO_SELF_TEST(404, "There was no self-test since the start"),
  NO_ACCEPTANCE(404, "The station was not looked at by two persons yet"),
  NOT_GOOD(409, "The station is not found good"),
  OTHER_APPLICATION(409, "The id belongs to another application"),
  REFUSED_GRANT(409, "The grant is refused"),
  TOO_LATE(409, "A card has been touched for this job"),
  REFUSED_APPLICATION(422, "The application is refused");

  private final int status;
  private final String title;

  StationProblem(int status, String title) {
    this.status = status;
    this.title = title;
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public String title() {
    return title;
  }

  @Override
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** A problem with every faulty field. */
  static Problem ofFields(Problem.Kind kind, String detail, List<FieldProblem> problems) {
    return Problem.ofFields(
        kind,
        detail,
        problems.stream().map(p -> new Problem.FieldError(p.field(), p.problem())).toList());
  }
}
