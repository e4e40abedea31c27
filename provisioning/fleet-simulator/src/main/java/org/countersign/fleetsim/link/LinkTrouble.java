package org.countersign.fleetsim.link;

import io.netty.channel.ConnectTimeoutException;
import java.net.ConnectException;
import java.net.UnknownHostException;

/** What a link met when it had no session, in the words of {@code Link/Outage Reason}. */
enum LinkTrouble {
  CLOSED("closed"),
  REFUSED("refused"),
  UNREACHABLE("unreachable"),
  NAME("name"),
  TLS("tls"),
  SILENT("silent"),
  NOT_AUTHORIZED("not authorized"),
  STOPPED("stopped");

  private final String word;

  LinkTrouble(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }

  /** What a connect failed by. */
  static LinkTrouble of(Throwable cause) {
    return switch (cause) {
      case ConnectTimeoutException ignored -> UNREACHABLE;
      case UnknownHostException ignored -> NAME;
      case ConnectException ignored -> REFUSED;
      default -> UNREACHABLE;
    };
  }
}
