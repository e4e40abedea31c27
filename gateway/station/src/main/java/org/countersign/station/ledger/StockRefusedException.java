package org.countersign.station.ledger;

import java.util.List;
import java.util.stream.Collectors;
import org.countersign.personalization.FieldProblem;

/** What was asked for cannot be done with the stock as it is; nothing was changed. */
public final class StockRefusedException extends LedgerException {

  private static final long serialVersionUID = 1L;

  private final transient List<FieldProblem> problems;

  StockRefusedException(List<FieldProblem> problems) {
    super(problems.stream().map(FieldProblem::toString).collect(Collectors.joining("; ")));
    this.problems = List.copyOf(problems);
  }

  StockRefusedException(String field, String problem) {
    this(List.of(new FieldProblem(field, problem)));
  }

  /** Every reason, by the field of the request, or by card. */
  public List<FieldProblem> problems() {
    return problems;
  }
}
