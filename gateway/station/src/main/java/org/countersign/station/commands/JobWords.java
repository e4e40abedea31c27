package org.countersign.station.commands;

import org.countersign.personalization.JobState;
import org.countersign.station.client.JobStatus;
import org.countersign.station.terminal.Style;
import org.countersign.station.terminal.Table.Cell;

/** How jobs are shown. */
final class JobWords {

  private JobWords() {}

  /** Whether the card is valid. */
  static boolean isIssued(JobState state) {
    return switch (state) {
      case ACTIVATED, REPORTED, HANDED_OVER -> true;
      case ACCEPTED,
          RESERVED,
          OPENED,
          AUTHENTICATING,
          SIGNED,
          WRITING,
          READ_BACK,
          ACTIVATING,
          SPOILED,
          VOID,
          IN_DOUBT ->
          false;
    };
  }

  /** Whether there will be no good card without a person. */
  static boolean isLost(JobState state) {
    return state == JobState.SPOILED || state == JobState.VOID || state == JobState.IN_DOUBT;
  }

  static Cell verdict(JobStatus job) {
    if (job.work().isPresent()) {
      JobStatus.CardWork work = job.work().get();
      return new Cell(work.verdict(), work.isGood() ? Style.GOOD : Style.BAD);
    }
    String problem = job.problem().map(p -> ": " + p).orElse("");
    return new Cell(job.state() + problem, isLost(job.state()) ? Style.BAD : Style.WARNING);
  }
}
