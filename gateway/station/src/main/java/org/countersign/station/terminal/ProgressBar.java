package org.countersign.station.terminal;

/**
 * A bar in the last line of an interactive terminal; nothing at all on any other one, where only
 * {@link #line} is seen. Thread-safe.
 */
public final class ProgressBar implements AutoCloseable {

  private static final int BAR = 30;
  private static final String CLEAR = "\r\u001B[K";

  private final Terminal terminal;
  private final String label;
  private final int total;
  private int done;
  private String note = "";
  private boolean closed;

  /**
   * Shows an empty bar.
   *
   * @param total how much there is to do
   */
  public ProgressBar(Terminal terminal, String label, int total) {
    this.terminal = terminal;
    this.label = label;
    this.total = total;
    draw();
  }

  /**
   * Moves the bar.
   *
   * @param done of the total
   * @param note what is going on, shown as far as it fits
   */
  public synchronized void advance(int done, String note) {
    this.done = Math.clamp(done, 0, total);
    this.note = note;
    draw();
  }

  /** Writes a line above the bar. */
  public synchronized void line(String text) {
    if (terminal.isInteractive() && !closed) {
      terminal.out().print(CLEAR);
    }
    terminal.line(text);
    draw();
  }

  /** Takes the bar away. */
  @Override
  public synchronized void close() {
    if (terminal.isInteractive() && !closed) {
      terminal.out().print(CLEAR);
      terminal.out().flush();
    }
    closed = true;
  }

  private synchronized void draw() {
    if (!terminal.isInteractive() || closed) {
      return;
    }
    int filled = total == 0 ? BAR : BAR * done / total;
    String bar = "█".repeat(filled) + "░".repeat(BAR - filled);
    String text = label + " " + bar + " " + done + "/" + total + "  " + note;
    // The last column stays free: a full line would wrap and could not be written over.
    terminal.out().print(CLEAR + DisplayWidth.fit(text, terminal.width() - 1));
    terminal.out().flush();
  }
}
