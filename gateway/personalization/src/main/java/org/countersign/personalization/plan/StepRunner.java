package org.countersign.personalization.plan;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.countersign.apdu.Bytes;
import org.countersign.apdu.CommandApdu;
import org.countersign.apdu.ResponseApdu;
import org.countersign.apdu.Tlv;
import org.countersign.driver.DeviceException;
import org.countersign.personalization.keys.Secret;
import org.countersign.personalization.plan.CardSession.Call;
import org.countersign.personalization.profile.CardFile;
import org.countersign.personalization.profile.Expression;
import org.countersign.personalization.profile.Expression.KeySet;
import org.countersign.personalization.profile.Profile;
import org.countersign.personalization.profile.Step;
import org.countersign.personalization.profile.Step.EffectClass;

/**
 * Turns steps into commands. The same code makes the plan, issues the card and inspects it, so that
 * what was planned is what is sent.
 */
final class StepRunner {

  private static final List<Integer> OK = List.of(0x9000);
  private static final int LAST_BLOCK = 0x80;
  private static final int DGI_FORMAT = 0x08;

  private final Profile profile;
  private final Evaluator values;
  private final CardSession session;
  private final FileReading reading;
  private final boolean contentsKnown;
  private final Map<String, Bytes> files = new TreeMap<>();

  /**
   * Makes a runner.
   *
   * @param contentsKnown whether what is read must be what the application says; an inspector does
   *     not know the application
   */
  StepRunner(Profile profile, Evaluator values, CardSession session, boolean contentsKnown) {
    this.profile = profile;
    this.values = values;
    this.session = session;
    this.reading = new FileReading(profile, session);
    this.contentsKnown = contentsKnown;
  }

  /** Whole contents of the files that were read, by name. */
  Map<String, Bytes> files() {
    return files;
  }

  void run(List<Step> steps) throws DeviceException, StepFailure, FieldFailure {
    for (Step step : steps) {
      run(step);
    }
  }

  private void run(Step step) throws DeviceException, StepFailure, FieldFailure {
    switch (step) {
      case Step.SelectApplication s -> selectApplication(s);
      case Step.SelectFile s -> session.call(selectFile(s.label(), s.fid(), s.expect()));
      case Step.OpenScp03 s -> session.openScp03(s, keySet(s.keys()));
      case Step.ExternalAuthentication s -> authenticate(s);
      case Step.CreateFile s -> createFile(s);
      case Step.WriteFile s -> writeFile(s);
      case Step.ReadFile s -> readFile(s);
      case Step.StoreData s -> storeData(s);
      case Step.PutKey s -> session.putKey(s, keySet(s.keys()));
      case Step.CheckChip s -> checkChip(s);
      case Step.CheckStatus s -> checkStatus(s);
      case Step.SetStatus s -> setStatus(s);
      case Step.ActivateFile s ->
          session.call(call(s.label(), CommandApdu.of(0x00, 0x44, 0, 0), s.effect(), true, 1));
      case Step.Command s -> command(s);
    }
  }

  private KeySet keySet(String name) throws FieldFailure {
    KeySet keys = profile.keys().get(name);
    if (keys == null) {
      throw new FieldFailure("keys." + name, "does not exist");
    }
    return keys;
  }

  private void selectApplication(Step.SelectApplication s) throws DeviceException, StepFailure {
    session.leaveChannel();
    CommandApdu select = CommandApdu.of(0x00, 0xA4, 0x04, 0x0C, s.aid());
    session.call(
        new Call(s.label(), select, s.expect(), EffectClass.NONE, false, true, 0, Bytes.empty()));
  }

  private Call selectFile(String label, int fid, List<Integer> expect) {
    return new Call(
        label, reading.select(fid), expect, EffectClass.NONE, true, true, 0, Bytes.empty());
  }

  private void authenticate(Step.ExternalAuthentication s)
      throws DeviceException, StepFailure, FieldFailure {
    try (Secret key = values.key(s.key())) {
      session.authenticate(s, key);
    }
  }

  private void createFile(Step.CreateFile s) throws DeviceException, StepFailure, FieldFailure {
    boolean absent = profile.file(s.name()).isPresent() && !values.present(s.name());
    if (absent || !values.present(s.ifPresent())) {
      return;
    }
    CommandApdu create = CommandApdu.of(0x00, 0xE0, 0, 0, values.evaluate(s.fcp()));
    session.call(call(s.label(), create, EffectClass.CHANGES, true, 16));
  }

  private void writeFile(Step.WriteFile s) throws DeviceException, StepFailure, FieldFailure {
    CardFile file = file(s.file());
    if (!values.present(s.file())) {
      return;
    }
    if (s.select()) {
      session.call(selectFile("select " + file.name(), file.fid().orElse(0), OK));
    }
    Bytes content =
        s.content().isPresent() ? values.evaluate(s.content().get()) : values.file(file.name());
    int block = session.maxCommandData();
    for (int at = 0; at < content.size(); ) {
      int size = Math.min(content.size() - at, at > 0x7FFF ? block - 12 : block);
      Bytes part = content.slice(at, at + size);
      session.call(call(s.label(), update(at, part), EffectClass.CHANGES, false, size));
      at += size;
    }
  }

  /** UPDATE BINARY; with offset and data objects where 15 bits do not hold the offset. */
  private static CommandApdu update(int at, Bytes part) {
    return at <= 0x7FFF
        ? CommandApdu.of(0x00, 0xD6, at >> 8, at & 0xFF, part)
        : CommandApdu.of(
            0x00,
            0xD7,
            0,
            0,
            Tlv.encode(0x54, FileReading.offset(at)).plus(Tlv.encode(0x53, part)));
  }

  private CardFile file(String name) throws FieldFailure {
    return profile
        .file(name)
        .orElseThrow(() -> new FieldFailure("files." + name, "does not exist"));
  }

  private void readFile(Step.ReadFile s) throws DeviceException, StepFailure, FieldFailure {
    CardFile file = file(s.file());
    if (!contentsKnown) {
      reading.read(file, s.label()).ifPresent(content -> files.put(file.name(), content));
      return;
    }
    if (!values.present(s.file())) {
      return;
    }
    Bytes wanted =
        s.content().isPresent() ? values.evaluate(s.content().get()) : values.file(file.name());
    Bytes found = reading.readKnown(file, s.label(), wanted);
    requireEqual(s.label(), wanted, found);
    files.put(file.name(), found);
  }

  /**
   * Whether a file holds what it must, whole.
   *
   * @return empty if the card has no such file
   */
  Optional<Boolean> holds(String name, Optional<Expression> content)
      throws DeviceException, StepFailure, FieldFailure {
    CardFile file = file(name);
    Bytes wanted = content.isPresent() ? values.evaluate(content.get()) : values.file(name);
    return reading.find(file, "compare " + name, wanted.size()).map(wanted::equals);
  }

  /** Whether the application has what the file is made of. */
  boolean wants(String file) {
    return values.present(file);
  }

  private static void requireEqual(String label, Bytes wanted, Bytes found) throws StepFailure {
    if (!wanted.equals(found)) {
      throw new StepFailure(
          StepFailure.Reason.DATA,
          null,
          label + ": the card answers other bytes than it must hold");
    }
  }

  private void storeData(Step.StoreData s) throws DeviceException, StepFailure, FieldFailure {
    Bytes stream = values.evaluate(s.content());
    int block = session.maxCommandData();
    int count = Math.max(1, (stream.size() + block - 1) / block);
    if (count > 256) {
      throw new FieldFailure(
          "profile " + profile.id(), s.label() + " needs " + count + " blocks; at most 256");
    }
    for (int i = 0; i < count; i++) {
      Bytes part = stream.slice(i * block, Math.min(stream.size(), (i + 1) * block));
      int p1 = DGI_FORMAT | (i == count - 1 ? LAST_BLOCK : 0);
      CommandApdu store = CommandApdu.of(0x80, 0xE2, p1, i, part);
      String label = s.label() + " " + (i + 1) + "/" + count;
      Call call =
          new Call(
              label,
              store,
              s.expect(),
              EffectClass.CHANGES,
              true,
              false,
              part.size(),
              Bytes.empty());
      if (!session.call(call).isOk()) {
        return; // The profile allows this answer, and a stream that ended takes no further block.
      }
    }
  }

  private void checkChip(Step.CheckChip s) throws DeviceException, StepFailure {
    Bytes now = ChipIdReading.read(profile.card(), session, s.label(), true);
    if (!now.equals(values.facts().chipId())) {
      throw new StepFailure(
          StepFailure.Reason.DATA,
          null,
          s.label() + ": another chip was put in the place of the one that was opened");
    }
  }

  private void checkStatus(Step.CheckStatus s) throws DeviceException, StepFailure {
    CommandApdu get = new CommandApdu(0x80, 0xF2, 0x40, 0x02, Tlv.encode(0x4F, s.aid()), 256);
    Bytes expected =
        Tlv.encode(0xE3, Tlv.encode(0x4F, s.aid()), Tlv.encode(0x9F70, Bytes.of(s.state())));
    ResponseApdu answer =
        session.call(new Call(s.label(), get, OK, EffectClass.NONE, true, true, 0, expected));
    Optional<Integer> state = stateOf(answer.data(), s.aid());
    if (!state.equals(Optional.of(s.state()))) {
      throw new StepFailure(
          StepFailure.Reason.DATA,
          null,
          "%s: the application is in state %s"
              .formatted(s.label(), state.map("%02X"::formatted).orElse("unknown")));
    }
  }

  private static Optional<Integer> stateOf(Bytes answer, Bytes aid) {
    try {
      return Tlv.decodeAll(answer).stream()
          .filter(t -> t.child(0x4F).map(Tlv::value).equals(Optional.of(aid)))
          .flatMap(t -> t.child(0x9F70).stream())
          .filter(t -> t.value().size() >= 1)
          .map(t -> t.value().at(0))
          .findFirst();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private void setStatus(Step.SetStatus s) throws DeviceException, StepFailure {
    int scope = s.aid().isPresent() ? 0x40 : 0x80;
    CommandApdu set = CommandApdu.of(0x80, 0xF0, scope, s.state(), s.aid().orElse(Bytes.empty()));
    session.call(call(s.label(), set, s.effect(), true, 1));
  }

  private void command(Step.Command s) throws DeviceException, StepFailure, FieldFailure {
    if (!values.present(s.ifPresent())) {
      return;
    }
    Bytes data = s.data().isPresent() ? values.evaluate(s.data().get()) : Bytes.empty();
    Bytes wanted = wanted(s);
    boolean checked = s.expectData().isPresent() || (s.into().isPresent() && contentsKnown);
    Bytes found = Bytes.empty();
    int size = s.blocks().map(Step.Blocks::size).orElse(Math.max(1, data.size()));
    for (int at = 0, number = 0; at == 0 || at < data.size(); at += size, number++) {
      Bytes part = data.slice(at, Math.min(data.size(), at + size));
      CommandApdu command = command(s, at, number, part);
      Call call =
          new Call(
              s.label(),
              command,
              s.expect(),
              s.effect(),
              s.secured(),
              false,
              s.effect() == EffectClass.NONE ? 0 : part.size(),
              wanted);
      found = session.call(call).data();
    }
    if (checked) {
      requireEqual(s.label(), wanted, found);
    }
    if (s.into().isPresent()) {
      files.put(s.into().get(), found);
    }
  }

  private Bytes wanted(Step.Command s) throws FieldFailure {
    if (s.expectData().isPresent()) {
      return values.evaluate(s.expectData().get());
    }
    return s.into().isPresent() && contentsKnown ? values.file(s.into().get()) : Bytes.empty();
  }

  private static CommandApdu command(Step.Command s, int at, int number, Bytes part) {
    Bytes header = s.header();
    int place = header.at(2) << 8 | header.at(3);
    if (s.blocks().isPresent()) {
      place =
          switch (s.blocks().get().addressing()) {
            case OFFSET_P1P2 -> place + at;
            case NUMBER_P2 -> (place & 0xFF00) | ((place + number) & 0xFF);
          };
    }
    return new CommandApdu(
        header.at(0), header.at(1), place >> 8 & 0xFF, place & 0xFF, part, s.le());
  }

  private static Call call(
      String label, CommandApdu command, EffectClass effect, boolean shown, int memory) {
    return new Call(label, command, OK, effect, true, shown, memory, Bytes.empty());
  }
}
