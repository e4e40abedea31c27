package org.countersign.pn532;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What was heard after a command was sent. */
final class Hearing {

  private final Command command;
  private boolean acknowledged;
  private boolean refused;
  private boolean answerSeen;
  private Pn532Frame.@Nullable Information answer;

  Hearing(Command command) {
    this.command = command;
  }

  /**
   * Takes a frame in.
   *
   * @param afterNoise whether bytes that belong to no frame came before it
   */
  void take(Pn532Frame frame, boolean afterNoise) {
    switch (frame) {
      case Pn532Frame.Ack ack -> acknowledged = true;
      case Pn532Frame.SyntaxError error -> refused = acknowledged;
      case Pn532Frame.Damaged damaged -> answerSeen = true;
      case Pn532Frame.Nack nack -> answerSeen |= acknowledged;
      case Pn532Frame.Information information -> take(information, afterNoise);
    }
  }

  /** A frame found in noise may be a part of another one's data: it only tells that one came. */
  private void take(Pn532Frame.Information information, boolean afterNoise) {
    if (information.identifier() != FrameFormat.FROM_CHIP
        || information.code() != command.answerCode()) {
      return;
    }
    answerSeen = true;
    if (acknowledged && !afterNoise) {
      answer = information;
    }
  }

  /** A frame began after the command and its end was lost. */
  void stalled() {
    answerSeen = true;
  }

  /** Whether there is no reason to listen on. */
  boolean isDecided() {
    return acknowledged && (refused || answerSeen);
  }

  /** Whether the chip has the command. */
  boolean acknowledged() {
    return acknowledged;
  }

  /** Whether the chip says that it cannot read the command. */
  boolean refused() {
    return refused;
  }

  /** Whether something like an answer came, right or damaged. */
  boolean answerSeen() {
    return answerSeen;
  }

  /** The answer, if it is surely the one to this command. */
  Optional<Pn532Frame.Information> answer() {
    return Optional.ofNullable(answer);
  }
}
