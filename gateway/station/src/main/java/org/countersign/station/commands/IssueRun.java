package org.countersign.station.commands;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.countersign.station.client.JobStatus;
import org.countersign.station.client.StationClient;
import org.countersign.station.client.StationException;
import org.countersign.station.client.StationException.Reason;
import org.countersign.station.jobs.StationEvent;
import org.countersign.station.terminal.ProgressBar;
import org.countersign.station.terminal.Style;
import org.countersign.station.terminal.Terminal;

/**
 * Submits every application of a file and follows the jobs to their end. What was submitted before
 * is only followed, so a run that was cut off is repeated as it was.
 */
public final class IssueRun {

  /** What the event stream cannot tell is asked again after this. */
  private static final Duration ASK_AGAIN = Duration.ofSeconds(1);

  private final StationClient client;
  private final Terminal terminal;
  private final Duration patience;
  private final Consumer<JobStatus> ended;

  private final BlockingQueue<StationEvent> events = new LinkedBlockingQueue<>();
  private final Set<String> open = new LinkedHashSet<>();
  private final Set<String> activated = new LinkedHashSet<>();
  private final Map<String, JobStatus> done = new LinkedHashMap<>();
  private final List<String> refused = new ArrayList<>();

  /**
   * Makes a run.
   *
   * @param patience how long nothing at all may happen to our jobs before it gives up
   * @param ended called with each job that has come to its end
   */
  public IssueRun(
      StationClient client, Terminal terminal, Duration patience, Consumer<JobStatus> ended) {
    this.client = client;
    this.terminal = terminal;
    this.patience = patience;
    this.ended = ended;
  }

  /**
   * What became of the file.
   *
   * @param jobs in the order of the file, as they ended
   * @param refused lines that the station refused, with every faulty field
   * @param waiting jobs that had not ended when patience did
   */
  public record Result(List<JobStatus> jobs, List<String> refused, List<String> waiting) {
    public Result {
      jobs = List.copyOf(jobs);
      refused = List.copyOf(refused);
      waiting = List.copyOf(waiting);
    }

    /** Whether every application became a card that was proven good. */
    public boolean isGood() {
      return refused.isEmpty()
          && waiting.isEmpty()
          && jobs.stream().allMatch(j -> j.work().isPresent() && j.work().get().isGood());
    }
  }

  /** Runs to the end. One call. */
  public Result run(Path file) throws CommandFailure, StationException, InterruptedException {
    ApplicationFile applications = new ApplicationFile(file);
    List<String> ids = applications.ids();
    try (EventFollower follower = new EventFollower(client, events::add);
        ProgressBar bar = new ProgressBar(terminal, "issuing", ids.size())) {
      // The stream is open before the first job, so no event of ours is missed.
      follower.start();
      submit(applications, bar);
      follow(bar);
    }
    List<JobStatus> inOrder = new ArrayList<>();
    ids.forEach(id -> Optional.ofNullable(done.get(id)).ifPresent(inOrder::add));
    return new Result(inOrder, refused, List.copyOf(open));
  }

  private void submit(ApplicationFile applications, ProgressBar bar)
      throws CommandFailure, StationException, InterruptedException {
    List<Exception> failures = new ArrayList<>();
    applications.forEach(line -> {
      if (failures.isEmpty()) {
        try {
          submit(line, bar);
        } catch (StationException | InterruptedException failure) {
          failures.add(failure);
        }
      }
    });
    for (Exception failure : failures) {
      switch (failure) {
        case StationException said -> throw said;
        case InterruptedException stopped -> throw stopped;
        default -> throw new IllegalStateException(failure);
      }
    }
  }

  private void submit(ApplicationFile.Line line, ProgressBar bar)
      throws StationException, InterruptedException {
    long lastSign = System.nanoTime();
    while (true) {
      try {
        JobStatus job = client.submit(line.id(), line.application());
        open.add(job.id());
        settle(job, bar);
        return;
      } catch (StationException said) {
        if (said.reason() == Reason.BUSY && elapsed(lastSign).compareTo(patience) < 0) {
          // A full station makes room by ending jobs: watch those meanwhile.
          bar.advance(finished(), String.valueOf(said.getMessage()));
          if (drain(Duration.ofSeconds(said.retryAfterSeconds()), bar)) {
            lastSign = System.nanoTime();
          }
        } else if (said.reason() == Reason.REFUSED) {
          refuse(line, said, bar);
          return;
        } else {
          throw said;
        }
      }
    }
  }

  private void refuse(ApplicationFile.Line line, StationException said, ProgressBar bar) {
    StringBuilder text = new StringBuilder("line ").append(line.number()).append(", ");
    text.append(line.id()).append(": ").append(said.getMessage());
    said.errors().forEach(e -> text.append("\n    ").append(e));
    refused.add(text.toString());
    bar.line(terminal.styled(Style.BAD, "refused  ") + text);
    bar.advance(finished(), "");
  }

  private void follow(ProgressBar bar) throws StationException, InterruptedException {
    long lastSign = System.nanoTime();
    while (!open.isEmpty() && elapsed(lastSign).compareTo(patience) < 0) {
      if (drain(ASK_AGAIN, bar)) {
        lastSign = System.nanoTime();
      }
    }
  }

  /**
   * Takes events for so long, or until the last open job has ended.
   *
   * @return whether something happened to our jobs
   */
  private boolean drain(Duration span, ProgressBar bar)
      throws StationException, InterruptedException {
    long start = System.nanoTime();
    int before = done.size();
    boolean sign = false;
    boolean waiting = open.isEmpty(); // For room only.
    while (waiting || !open.isEmpty()) {
      Duration rest = span.minus(elapsed(start));
      StationEvent event = events.poll(Math.max(0, rest.toNanos()), TimeUnit.NANOSECONDS);
      if (event == null) {
        askAgain(bar);
        return sign || done.size() > before;
      }
      sign |= take(event, bar);
    }
    return sign || done.size() > before;
  }

  private boolean take(StationEvent event, ProgressBar bar)
      throws StationException, InterruptedException {
    if (event.kind().equals(EventFollower.RESUMED)) {
      for (String id : List.copyOf(open)) {
        ask(id, bar);
      }
      return false;
    }
    if (!event.kind().equals("job") || !open.contains(event.subject())) {
      return false;
    }
    bar.advance(finished(), event.subject() + " " + event.state());
    if (EventFollower.mayEnd(event.state())) {
      ask(event.subject(), bar);
    }
    return true;
  }

  /** The inspection comes after the state that makes a card valid and may have no event. */
  private void askAgain(ProgressBar bar) throws StationException, InterruptedException {
    for (String id : List.copyOf(activated)) {
      ask(id, bar);
    }
  }

  private void ask(String id, ProgressBar bar) throws StationException, InterruptedException {
    Optional<JobStatus> job = client.job(id);
    if (job.isPresent()) {
      settle(job.get(), bar);
    }
  }

  private void settle(JobStatus job, ProgressBar bar) {
    boolean issued = JobWords.isIssued(job.state());
    if ((issued && job.work().isPresent()) || JobWords.isLost(job.state())) {
      activated.remove(job.id());
      if (open.remove(job.id())) {
        done.put(job.id(), job);
        ended.accept(job);
        show(job, bar);
      }
    } else if (issued) {
      activated.add(job.id());
    }
    bar.advance(finished(), job.id() + " " + job.state());
  }

  private void show(JobStatus job, ProgressBar bar) {
    boolean good = job.work().map(JobStatus.CardWork::isGood).orElse(false);
    if (good && terminal.isInteractive()) {
      return; // The bar has moved, and the table will tell.
    }
    Style style = good ? Style.GOOD : Style.BAD;
    bar.line(
        "%-8s %s  %s  %s  %s"
            .formatted(
                finished() + "/" + (finished() + open.size()),
                job.id(),
                job.serial().orElse("-"),
                job.device().orElse("-"),
                terminal.styled(style, JobWords.verdict(job).text())));
  }

  private int finished() {
    return done.size() + refused.size();
  }

  private static Duration elapsed(long since) {
    return Duration.ofNanos(System.nanoTime() - since);
  }
}
