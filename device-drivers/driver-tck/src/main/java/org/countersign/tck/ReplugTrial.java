package org.countersign.tck;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import org.countersign.driver.DeviceException;
import org.countersign.driver.Fault;
import org.jspecify.annotations.Nullable;

/**
 * A device whose plug is pulled and put back while it is used. The kit does what the gateway does:
 * it uses the device until that fails, closes it at once or later, and opens it until it works
 * again.
 */
final class ReplugTrial {

  /** Before anything is counted, so that all is there that comes with the first use. */
  private static final int WARM_UP = 3;

  private static final Duration SETTLED = Duration.ofSeconds(15);
  private static final int LONGEST_UNPLUGGED_MS = 200;
  private static final int LONGEST_GLITCH_MS = 20;

  /** One pull in so many is put back at once, whether the driver has noticed or not. */
  private static final int GLITCHES = 4;

  private static final long BACK_OFF = Duration.ofMillis(5).toNanos();
  private static final Set<Fault> LOSS = EnumSet.of(Fault.COMMUNICATION, Fault.TIMEOUT);
  private static final Set<Fault> NOT_OPENED =
      EnumSet.of(Fault.COMMUNICATION, Fault.TIMEOUT, Fault.CONFIGURATION);

  private final Rig rig;
  private final Random random = new Random(Rig.SEED);
  private final List<String> wrong = new ArrayList<>();
  private final Map<String, Long> busy = new HashMap<>();
  private @Nullable Session session;
  private long usual;
  private long unplugged;
  private long readyTotal;
  private long readyWorst;
  private int rounds;
  private int ready;
  private List<String> threadsLeft = List.of();
  private List<String> handlesLeft = List.of();

  ReplugTrial(Rig rig) {
    this.rig = rig;
  }

  int rounds() {
    return rounds;
  }

  int readyAgain() {
    return ready;
  }

  double meanReadyMillis() {
    return ready == 0 ? Double.NaN : readyTotal / 1e6 / ready;
  }

  double worstReadyMillis() {
    return readyWorst / 1e6;
  }

  /** Time of all threads by time that passed, while the plug was out and the device still open. */
  double busyShare() {
    long used = busy.values().stream().mapToLong(Long::longValue).sum();
    return unplugged == 0 ? 0 : (double) used / unplugged;
  }

  /** The thread that used most of it. */
  String busiest() {
    return busy.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse("none");
  }

  /** Failures that have the wrong name, ten at most. */
  List<String> wrongFailures() {
    return wrong.stream().distinct().limit(10).toList();
  }

  List<String> threadsLeft() {
    return threadsLeft;
  }

  List<String> handlesLeft() {
    return handlesLeft;
  }

  void run(int times) throws Exception {
    try {
      new Chip(open()).put();
      usual = timeOfUse();
      for (int i = 0; i < WARM_UP; i++) {
        round();
      }
      close();
      Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
      List<String> handles = OpenFiles.now();
      forget();
      for (int i = 0; i < times; i++) {
        round();
      }
      close();
      Checks.becomes(
          SETTLED,
          () -> threadsBeside(threads).isEmpty() && OpenFiles.now().size() <= handles.size());
      threadsLeft = threadsBeside(threads);
      handlesLeft = handlesBeside(handles);
    } finally {
      rig.perform(Deed.REPLUG);
      close();
    }
  }

  private void forget() {
    busy.clear();
    unplugged = 0;
    readyTotal = 0;
    readyWorst = 0;
    rounds = 0;
    ready = 0;
  }

  private static List<String> threadsBeside(Set<Thread> before) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.isAlive() && !before.contains(thread))
        .map(Thread::getName)
        .sorted()
        .toList();
  }

  private static List<String> handlesBeside(List<String> before) {
    List<String> now = OpenFiles.now();
    if (now.size() <= before.size()) {
      return List.of();
    }
    before.forEach(now::remove);
    return now;
  }

  private long timeOfUse() throws Exception {
    long start = System.nanoTime();
    close();
    use(open(), 10);
    return Math.max(Duration.ofMillis(20).toNanos(), System.nanoTime() - start);
  }

  private Session open() throws Exception {
    Session opened = session;
    if (opened == null) {
      opened = rig.open();
      session = opened;
    }
    return opened;
  }

  private void close() throws Exception {
    Session opened = session;
    session = null;
    if (opened != null) {
      opened.close();
    }
  }

  private static void use(Session opened, int exchanges) throws Exception {
    new Chip(opened).tryOut(exchanges);
  }

  private void round() throws Exception {
    rounds++;
    if (random.nextBoolean()) {
      close();
    }
    boolean isGlitch = random.nextInt(GLITCHES) == 0;
    long moment = (long) (random.nextDouble() * usual);
    Duration out =
        Duration.ofMillis(random.nextInt(isGlitch ? LONGEST_GLITCH_MS : LONGEST_UNPLUGGED_MS));
    Hand hand = new Hand(moment, isGlitch ? out : null);
    useUntilItFails(hand);
    hand.done();
    if (random.nextBoolean()) {
      close();
    }
    if (!isGlitch) {
      watchRest(out);
      rig.perform(Deed.REPLUG);
      hand.back = System.nanoTime();
    }
    openUntilItWorks();
    long took = System.nanoTime() - hand.back;
    ready++;
    readyTotal += took;
    readyWorst = Math.max(readyWorst, took);
  }

  /** A person, who does not wait for anybody. */
  private final class Hand {
    private final FutureTask<Boolean> task;
    volatile long back;

    Hand(long moment, @Nullable Duration glitch) {
      task =
          new FutureTask<>(() -> {
            Checks.becomes(Duration.ofNanos(moment), () -> false);
            rig.perform(Deed.UNPLUG);
            if (glitch != null) {
              Checks.becomes(glitch, () -> false);
              rig.perform(Deed.REPLUG);
              back = System.nanoTime();
            }
            return true;
          });
      Thread thread = new Thread(task, "kit-hand");
      thread.setDaemon(true);
      thread.start();
    }

    boolean isDone() {
      return task.isDone();
    }

    void done() throws Exception {
      task.get();
    }
  }

  /** Until it fails, or works although the plug was out for a moment. */
  private void useUntilItFails(Hand hand) throws Exception {
    boolean after = false;
    while (!after) {
      after = hand.isDone() && hand.back != 0;
      boolean opening = session == null;
      try {
        Session opened = open();
        opening = false;
        use(opened, 3);
      } catch (DeviceException e) {
        judge(e, opening);
        return;
      }
    }
  }

  private void judge(DeviceException e, boolean opening) {
    if (!(opening ? NOT_OPENED : LOSS).contains(e.fault())) {
      wrong.add((opening ? "open(): " : "") + Proof.told(e));
    }
  }

  private void watchRest(Duration time) {
    ThreadTimes before = ThreadTimes.now();
    long start = System.nanoTime();
    long end = start + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    if (session == null) {
      // A closed device that is busy has left a thread, which is judged by itself.
      return;
    }
    long passed = System.nanoTime() - start;
    ThreadTimes.now().since(before).forEach((name, used) -> busy.merge(name, used, Long::sum));
    unplugged += passed;
  }

  private void openUntilItWorks() throws Exception {
    long end = System.nanoTime() + LineTrial.RECOVERY.toNanos();
    while (true) {
      try {
        use(open(), 1);
        return;
      } catch (DeviceException e) {
        close();
        if (System.nanoTime() - end > 0) {
          throw Proof.failed(
              "a device after its plug is back",
              "right answers within " + LineTrial.RECOVERY.toSeconds() + " s",
              Proof.told(e));
        }
        LockSupport.parkNanos(BACK_OFF);
      }
    }
  }
}
