package org.countersign.personalization.scp03;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.countersign.apdu.Bytes;
import org.countersign.apdu.Chip;
import org.countersign.apdu.CommandApdu;
import org.countersign.apdu.ResponseApdu;

/** Answers from a list and keeps what it was sent. */
final class ScriptedChip implements Chip {

  private final Deque<Bytes> answers = new ArrayDeque<>();
  private final List<String> sent = new ArrayList<>();

  ScriptedChip(String... answers) {
    Arrays.stream(answers).map(Bytes::hex).forEach(this.answers::add);
  }

  @Override
  public ResponseApdu transmit(CommandApdu command) {
    sent.add(Bytes.of(command.encode()).toHex());
    assertThat(answers).as("an answer for %s", command).isNotEmpty();
    return ResponseApdu.decode(answers.remove().toArray());
  }

  void answerNext(String hex) {
    answers.add(Bytes.hex(hex));
  }

  /** Every command, hex. */
  List<String> sent() {
    return sent;
  }
}
