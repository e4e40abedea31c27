package org.countersign.personalization.plan;

import java.util.ArrayList;
import java.util.List;
import org.countersign.apdu.Bytes;
import org.countersign.apdu.CommandApdu;
import org.countersign.apdu.ResponseApdu;
import org.countersign.apdu.StatusWord;
import org.countersign.personalization.keys.Secret;
import org.countersign.personalization.profile.CardRules;
import org.countersign.personalization.profile.Expression.KeySet;
import org.countersign.personalization.profile.Step;

/**
 * A card that does all it is told to. Notes every command, with its size on the wire as the secure
 * channel would make it (GlobalPlatform Amendment D, 6.2.4 to 6.2.7).
 */
final class TrialSession implements CardSession {

  private static final int BLOCK = 16;
  private static final int STATUS = 2;

  private final CardRules card;
  private final List<PlannedCommand> commands = new ArrayList<>();
  private final List<Bytes> sent = new ArrayList<>();
  private String phase = "";
  private int level;
  private int mac;

  TrialSession(CardRules card) {
    this.card = card;
  }

  void enter(String newPhase) {
    phase = newPhase;
  }

  List<PlannedCommand> commands() {
    return commands;
  }

  /** Every command in its plain form, for the plan's hash. */
  List<Bytes> sent() {
    return sent;
  }

  @Override
  public ResponseApdu call(Call call) {
    note(call.label(), call.command(), call.secured(), call.shown(), call.memory(), call.answer());
    return new ResponseApdu(call.answer(), new StatusWord(call.expect().get(0)));
  }

  private void note(
      String label, CommandApdu command, boolean secured, boolean shown, int memory, Bytes answer) {
    sent.add(Bytes.of(command.encode()));
    boolean wrapped = secured && level != 0;
    commands.add(
        new PlannedCommand(
            phase,
            label,
            "%02X %02X %02X %02X"
                .formatted(command.cla(), command.ins(), command.p1(), command.p2()),
            command.data().size(),
            command.le(),
            masked(command.data(), shown),
            wrapped ? wrappedCommand(command) : command.encode().length,
            (wrapped ? wrappedResponse(answer.size()) : answer.size()) + STATUS,
            memory));
  }

  private static String masked(Bytes data, boolean shown) {
    if (data.isEmpty()) {
      return "";
    }
    return shown ? data.toHex() : "<" + data.size() + " bytes>";
  }

  private int wrappedCommand(CommandApdu command) {
    int size = command.data().size();
    int padded = (level & 0x02) != 0 && size > 0 ? size + BLOCK - size % BLOCK : size;
    boolean answers = command.le() > 0 || (level & 0x10) != 0;
    return CommandApdu.of(0x84, 0, 0, 0, Bytes.of(new byte[padded + mac]))
        .withLe(answers ? Math.max(command.le(), 1) : 0)
        .encode()
        .length;
  }

  private int wrappedResponse(int size) {
    int padded = (level & 0x20) != 0 && size > 0 ? size + BLOCK - size % BLOCK : size;
    return (level & 0x10) != 0 ? padded + mac : padded;
  }

  @Override
  public void openScp03(Step.OpenScp03 step, KeySet keys) {
    level = 0;
    int size = step.s16() ? 16 : 8;
    String label = step.label();
    CommandApdu initialize =
        new CommandApdu(0x80, 0x50, step.keyVersion(), 0, Bytes.of(new byte[size]), 256);
    note(label, initialize, false, false, 0, Bytes.of(new byte[13 + 2 * size + 3]));
    Bytes proof = Bytes.of(new byte[2 * size]);
    note(label, CommandApdu.of(0x84, 0x82, step.level(), 0, proof), false, false, 1, Bytes.empty());
    level = step.level();
    mac = size;
  }

  @Override
  public void authenticate(Step.ExternalAuthentication step, Secret key) {
    CommandApdu challenge = CommandApdu.of(0x00, 0x84, 0, 0, step.challenge());
    note(step.label(), challenge, true, false, 0, Bytes.of(new byte[step.challenge()]));
    Bytes proof = Bytes.of(new byte[step.challenge()]);
    CommandApdu authenticate = CommandApdu.of(0x00, 0x82, 0, step.keyId(), proof);
    note(step.label(), authenticate, true, false, 1, Bytes.empty());
  }

  @Override
  public void putKey(Step.PutKey step, KeySet keys) {
    // 88, length, [length in clear], key, 03, check value; see PutKeyData.
    int padded = (keys.keyBytes() + BLOCK - 1) / BLOCK * BLOCK;
    Bytes data = Bytes.of(new byte[1 + 3 * (3 + padded + 4)]);
    CommandApdu put = new CommandApdu(0x80, 0xD8, step.replace(), 0x81, data, 256);
    note(step.label(), put, true, false, 3 * padded, Bytes.of(new byte[10]));
  }

  @Override
  public void leaveChannel() {
    level = 0;
  }

  @Override
  public int maxCommandData() {
    int room = card.maxCommandData();
    if (level == 0) {
      return room;
    }
    return (level & 0x02) != 0 ? (room - mac) / BLOCK * BLOCK - 1 : room - mac;
  }

  @Override
  public int maxResponseData() {
    int room = card.maxResponseData();
    if ((level & 0x10) == 0) {
      return room;
    }
    return (level & 0x20) != 0 ? (room - mac) / BLOCK * BLOCK - 1 : room - mac;
  }
}
