package org.countersign.pcsc;

import java.time.Duration;
import java.util.List;
import org.countersign.driver.DeviceException;
import org.jspecify.annotations.Nullable;

/**
 * A device's line to its reader: a context, made when it is needed and dropped when it fails, and
 * in it the reader's name. One thread at a time.
 */
final class PcscSession {

  /** A step that needs the context; it may be repeated with a new one. */
  interface Step<T> {
    T run(PcscContext context, String reader) throws PcscFailure, DeviceException;
  }

  private static final Duration RELEASE_LIMIT = Duration.ofSeconds(1);

  private final Winscard winscard;
  private final PcscSettings settings;
  private final CallGuard guard;
  private @Nullable PcscContext context;
  private @Nullable String reader;

  PcscSession(Winscard winscard, PcscSettings settings, CallGuard guard) {
    this.winscard = winscard;
    this.settings = settings;
    this.guard = guard;
  }

  /**
   * Runs a step, and once more if it turns out that pcscd was started anew since the last one.
   *
   * @throws PcscFailure if the step failed with a context that is fresh
   */
  <T> T run(Deadline deadline, Step<T> step) throws PcscFailure, DeviceException {
    boolean fresh = context == null;
    try {
      return attempt(deadline, step);
    } catch (PcscFailure e) {
      boolean stale = e.losesContext() || e.is(ReturnCode.SCARD_E_UNKNOWN_READER);
      if (stale) {
        drop();
      }
      if (fresh || !stale || e.isBreach()) {
        throw e;
      }
      return attemptAfresh(deadline, step);
    }
  }

  private <T> T attemptAfresh(Deadline deadline, Step<T> step) throws PcscFailure, DeviceException {
    try {
      return attempt(deadline, step);
    } catch (PcscFailure e) {
      dropIfLost(e);
      throw e;
    }
  }

  private <T> T attempt(Deadline deadline, Step<T> step) throws PcscFailure, DeviceException {
    PcscContext current = context;
    if (current == null) {
      current = PcscContext.establish(winscard, guard, deadline);
      context = current;
      reader = null;
    }
    String name = reader;
    if (name == null) {
      List<String> readers = current.readers(deadline);
      name = ReaderName.resolve(settings.reader(), readers);
      reader = name;
    }
    return step.run(current, name);
  }

  /** Drops the context if a call that was not made through {@link #run} has lost it. */
  void dropIfLost(PcscFailure failure) {
    if (failure.losesContext()) {
      drop();
    }
  }

  /** Lets the context go, with every card in it. */
  void drop() {
    PcscContext dropped = context;
    context = null;
    reader = null;
    if (dropped != null) {
      dropped.release(Deadline.after(RELEASE_LIMIT));
    }
  }

  /** The reader's whole name where it is known, else what the setting says of it. */
  String readerName() {
    String name = reader;
    return name == null ? settings.reader() : name;
  }
}
