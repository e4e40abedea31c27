package org.countersign.station.terminal;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Where a command writes. Always UTF-8: names are Chinese, whatever locale a service was started
 * with.
 */
public final class Terminal {

  private static final int USUAL_WIDTH = 100;

  private final PrintStream out;
  private final PrintStream err;
  private final boolean interactive;
  private final boolean colours;
  private final int width;

  private Terminal(
      PrintStream out, PrintStream err, boolean interactive, boolean colours, int width) {
    this.out = out;
    this.err = err;
    this.interactive = interactive;
    this.colours = colours;
    this.width = width;
  }

  /**
   * The process's own. Interactive if a person sees it; coloured unless {@code NO_COLOR} is set.
   */
  public static Terminal system() {
    Map<String, String> environment = System.getenv();
    Console console = System.console();
    boolean interactive =
        console != null
            && console.isTerminal()
            && !environment.getOrDefault("TERM", "dumb").equals("dumb");
    // https://no-color.org: present and not empty.
    boolean colours = interactive && environment.getOrDefault("NO_COLOR", "").isEmpty();
    return new Terminal(
        utf8(FileDescriptor.out),
        utf8(FileDescriptor.err),
        interactive,
        colours,
        width(environment.getOrDefault("COLUMNS", "")));
  }

  /** One that writes lines into a stream, as into a file. */
  public static Terminal plain(PrintStream out, PrintStream err) {
    return new Terminal(out, err, false, false, Integer.MAX_VALUE);
  }

  /** One that behaves like a screen of so many columns. */
  public static Terminal interactive(PrintStream out, PrintStream err, boolean colours, int width) {
    return new Terminal(out, err, true, colours, width);
  }

  private static PrintStream utf8(FileDescriptor file) {
    return new PrintStream(new FileOutputStream(file), true, StandardCharsets.UTF_8);
  }

  private static int width(String columns) {
    return columns.matches("[1-9][0-9]{1,3}") ? Integer.parseInt(columns) : USUAL_WIDTH;
  }

  /** For results. */
  public PrintStream out() {
    return out;
  }

  /** For what went wrong. */
  public PrintStream err() {
    return err;
  }

  /** Whether a person sees it at once, so that a line may be written over. */
  public boolean isInteractive() {
    return interactive;
  }

  /** Columns. */
  public int width() {
    return width;
  }

  /** The text in the style, or as it is where colours are not shown. */
  public String styled(Style style, String text) {
    return colours ? style.apply(text) : text;
  }

  /** Writes a line of result. */
  public void line(String text) {
    out.println(text);
  }

  /** Writes a line about what went wrong. */
  public void error(String text) {
    err.println(styled(Style.BAD, "error: ") + text);
  }
}
