package org.countersign.station.terminal;

import java.io.Console;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * Where a command writes. Always UTF-8: names are Chinese, whatever locale a service was started
 * with.
 */
public final class Terminal {

  private static final int USUAL_WIDTH = 100;
  private static final int LONGEST_SECRET = 1_024;

  private final PrintStream out;
  private final PrintStream err;
  private final boolean interactive;
  private final boolean colours;
  private final int width;
  private final InputStream in;

  private Terminal(
      InputStream in,
      PrintStream out,
      PrintStream err,
      boolean interactive,
      boolean colours,
      int width) {
    this.in = in;
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
        System.in,
        utf8(FileDescriptor.out),
        utf8(FileDescriptor.err),
        interactive,
        colours,
        width(environment.getOrDefault("COLUMNS", "")));
  }

  /** One that writes lines into a stream, as into a file. */
  public static Terminal plain(PrintStream out, PrintStream err) {
    return plain(InputStream.nullInputStream(), out, err);
  }

  /** The same with an input, as in a pipe. */
  public static Terminal plain(InputStream in, PrintStream out, PrintStream err) {
    return new Terminal(in, out, err, false, false, Integer.MAX_VALUE);
  }

  /** One that behaves like a screen of so many columns. */
  public static Terminal interactive(PrintStream out, PrintStream err, boolean colours, int width) {
    return new Terminal(InputStream.nullInputStream(), out, err, true, colours, width);
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

  /**
   * Asks for a secret: unseen from a person, otherwise the next line of the input, in UTF-8. The
   * caller wipes it.
   *
   * @throws IOException if the input ends first
   */
  public char[] secret(String prompt) throws IOException {
    Console console = System.console();
    if (interactive && console != null && console.isTerminal()) {
      char[] typed = console.readPassword("%s: ", prompt);
      if (typed == null) {
        throw new EOFException("nothing was typed");
      }
      return typed;
    }
    return nextLine(prompt);
  }

  /** Byte by byte, so that the next line is left for whoever asks next. */
  private char[] nextLine(String prompt) throws IOException {
    ByteBuffer line = ByteBuffer.allocate(LONGEST_SECRET);
    try {
      int read = in.read();
      if (read < 0) {
        throw new EOFException("the input ends before the line for: " + prompt);
      }
      for (; read >= 0 && read != '\n'; read = in.read()) {
        if (!line.hasRemaining()) {
          throw new IOException("the line of the input is too long for: " + prompt);
        }
        if (read != '\r') {
          line.put((byte) read);
        }
      }
      CharBuffer text = StandardCharsets.UTF_8.decode(line.flip());
      char[] secret = new char[text.remaining()];
      text.get(secret);
      Arrays.fill(text.array(), '\0');
      return secret;
    } finally {
      Arrays.fill(line.array(), (byte) 0);
    }
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
