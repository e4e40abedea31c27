package org.countersign.mqtt;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What ended a connection or a try, in a closed set of words that may be told to anybody: the text
 * of an exception may hold names and addresses.
 */
public enum Trouble {
  /** The other side, or something between, closed a connection that stood. */
  CLOSED("closed"),
  /** Nobody listens at the port, or the broker takes no session now. */
  REFUSED("refused"),
  /** No way leads there, or no answer to TCP's first packet. */
  UNREACHABLE("unreachable"),
  /** The broker's name has no address. */
  NAME("name"),
  /** No agreement on TLS: a certificate, a file of it, a version. */
  TLS("tls"),
  /** Connected, but what was due did not come, or nothing was taken. */
  SILENT("silent"),
  /** The broker knows the client and does not let it in, or not to a topic. */
  NOT_AUTHORIZED("not authorized"),
  /** This side ended it by itself. */
  STOPPED("stopped");

  /** A cause of a cause of a cause; no exception of a socket is deeper. */
  private static final int DEEPEST = 8;

  private final String word;

  Trouble(String word) {
    this.word = word;
  }

  /** In a word or two, English. */
  public String word() {
    return word;
  }

  /**
   * Of an exception: the outermost of its causes that says something.
   *
   * @return empty if none does
   */
  public static Optional<Trouble> of(@Nullable Throwable problem) {
    Throwable at = problem;
    for (int depth = 0; at != null && depth < DEEPEST; depth++) {
      Optional<Trouble> said = ofOne(at);
      if (said.isPresent()) {
        return said;
      }
      at = at.getCause();
    }
    return Optional.empty();
  }

  private static Optional<Trouble> ofOne(Throwable problem) {
    return switch (problem) {
      case UnknownHostException e -> Optional.of(NAME);
      case SSLException e -> Optional.of(TLS);
      case NoRouteToHostException e -> Optional.of(UNREACHABLE);
      case PortUnreachableException e -> Optional.of(UNREACHABLE);
      case ConnectException e -> Optional.of(refused(e) ? REFUSED : UNREACHABLE);
      // Before TCP stands; afterwards a read that has to wait is no trouble.
      case SocketTimeoutException e -> Optional.of(UNREACHABLE);
      case SocketException e -> Optional.of(unreachable(e) ? UNREACHABLE : CLOSED);
      default -> Optional.empty();
    };
  }

  /** Java has one exception for both and tells them apart by the system's text alone. */
  private static boolean refused(ConnectException e) {
    return said(e).contains("refused");
  }

  private static boolean unreachable(SocketException e) {
    return said(e).contains("unreachable");
  }

  private static String said(Exception e) {
    return String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
  }
}
