package org.countersign.personalization.profile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.countersign.apdu.Bytes;
import org.countersign.apdu.Tlv;
import org.countersign.personalization.profile.Step.EffectClass;

/** What must hold between the parts of a profile that are each well formed. */
final class ProfileChecks {

  private final Profile profile;
  private final Json tree;
  private final Problems problems;

  ProfileChecks(Profile profile, Json tree, Problems problems) {
    this.profile = profile;
    this.tree = tree;
    this.problems = problems;
  }

  void run() {
    cycles();
    if (!problems.isEmpty()) {
      return;
    }
    dates();
    signing();
    phases();
    files();
    inspection();
    personalData();
    accessConditions();
  }

  private void problem(String numbered, String problem) {
    String path = numbered.replaceAll("#.*", "");
    problems.add(lineOf(path), path, problem);
  }

  private int lineOf(String path) {
    Json at = tree;
    for (String part : path.substring(1).split("/")) {
      Json next = at instanceof Json.Obj obj ? obj.members().get(part) : item(at, part);
      if (next == null) {
        return at.line();
      }
      at = next;
    }
    return at.line();
  }

  private static @org.jspecify.annotations.Nullable Json item(Json at, String part) {
    return at instanceof Json.Arr arr && part.matches("[0-9]+")
        ? arr.items().get(Integer.parseInt(part))
        : null;
  }

  /** A value or file that is made of itself has no end. */
  private void cycles() {
    profile.values().forEach((name, value) -> cycle("/values/" + name, value, new HashSet<>()));
    profile
        .files()
        .forEach(file -> cycle("/files/" + file.name(), file.content(), new HashSet<>()));
  }

  private void cycle(String path, Expression expression, Set<String> above) {
    Optional<String> part = partOf(expression);
    if (part.isPresent() && !above.add(part.get())) {
      problem(path, "is made of itself, through " + part.get());
      return;
    }
    if (part.isPresent()) {
      target(expression).ifPresent(t -> cycle(path, t, new HashSet<>(above)));
    }
    Uses.children(expression).forEach(child -> cycle(path, child, new HashSet<>(above)));
  }

  private static Optional<String> partOf(Expression expression) {
    return switch (expression) {
      case Expression.FileContent e -> Optional.of("files." + e.file());
      case Expression.FileControl e -> Optional.of("files." + e.file());
      default -> Uses.value(expression).map(name -> "values." + name);
    };
  }

  private Optional<Expression> target(Expression expression) {
    return switch (expression) {
      case Expression.FileContent e -> profile.file(e.file()).map(CardFile::content);
      case Expression.FileControl e -> profile.file(e.file()).map(CardFile::content);
      default -> Uses.value(expression).map(profile.values()::get);
    };
  }

  private void dates() {
    for (DataElement element : profile.data()) {
      if (element.form() instanceof DataElement.Day day) {
        day.after()
            .filter(other -> !isDate(other))
            .ifPresent(o -> problem("/data/" + element.name() + "/after", "must name a date"));
      }
    }
    everyExpression()
        .forEach((path, expression) -> {
          if (expression instanceof Expression.Day day
              && day.source() instanceof Expression.FromData from
              && !isDate(from.name())) {
            problem(path, "takes data." + from.name() + " for a date, which it is not");
          }
          if (expression instanceof Expression.MrzTd1 mrz) {
            mrzDate(path, mrz.birthDate());
            mrzDate(path, mrz.expiryDate());
          }
        });
  }

  private void mrzDate(String path, Expression.TextSource source) {
    boolean date =
        source instanceof Expression.FromToday
            || (source instanceof Expression.FromData from && isDate(from.name()));
    if (!date) {
      problem(path, "needs date elements for birthDate and expiryDate");
    }
  }

  private boolean isDate(String element) {
    return profile.element(element).filter(e -> e.form() instanceof DataElement.Day).isPresent();
  }

  private Map<String, Expression> everyExpression() {
    Map<String, Expression> all = new HashMap<>();
    profile.values().forEach((name, e) -> nested("/values/" + name, e, all));
    profile.files().forEach(f -> nested("/files/" + f.name() + "/content", f.content(), all));
    everyPhase()
        .forEach((phase, steps) -> {
          for (int i = 0; i < steps.size(); i++) {
            String path = phase + "/" + i;
            int number = 0;
            for (Expression e : expressions(steps.get(i))) {
              nested(path + "#" + number++, e, all);
            }
          }
        });
    return all;
  }

  /** Several expressions may stand at one path; what follows # tells them apart. */
  private static void nested(String path, Expression expression, Map<String, Expression> all) {
    all.put(path + "#" + all.size(), expression);
    Uses.children(expression).forEach(child -> nested(path, child, all));
  }

  private Map<String, List<Step>> everyPhase() {
    Profile.Phases phases = profile.phases();
    return Map.of(
        "/open", phases.open(),
        "/authenticate", phases.authenticate(),
        "/write", phases.write(),
        "/readBack", phases.readBack(),
        "/activate", phases.activate(),
        "/inspect/steps", profile.inspection().steps());
  }

  private static List<Expression> expressions(Step step) {
    List<Expression> all = new ArrayList<>();
    switch (step) {
      case Step.CreateFile s -> all.add(s.fcp());
      case Step.WriteFile s -> s.content().ifPresent(all::add);
      case Step.ReadFile s -> s.content().ifPresent(all::add);
      case Step.StoreData s -> all.add(s.content());
      case Step.Command s -> {
        s.data().ifPresent(all::add);
        s.expectData().ifPresent(all::add);
      }
      default -> {}
    }
    return all;
  }

  private void signing() {
    boolean used =
        everyExpression().values().stream().anyMatch(e -> e instanceof Expression.SignedObject);
    if (profile.signing().isEmpty()) {
      if (used) {
        problem("/files", "hold a signed object, but there is no \"sign\" section");
      }
      if (!profile.suites().isEmpty()) {
        problem("/suites", "are named, but there is no \"sign\" section");
      }
      return;
    }
    Profile.Signing signing = profile.signing().get();
    if (!used) {
      problem("/sign", "makes a signed object that no file holds");
    }
    if (profile.suites().isEmpty()) {
      problem("/sign", "needs at least one suite in \"suites\"");
    }
    if (signing.dataGroups().isEmpty() || signing.dataGroups().containsValue(signing.file())) {
      problem("/sign/dataGroups", "must name the files that are signed, and not the signed object");
    }
  }

  private void phases() {
    checkedChip();
    allow("/open", Set.of(EffectClass.NONE));
    allow("/authenticate", Set.of(EffectClass.NONE, EffectClass.AUTHENTICATES));
    allow("/write", Set.of(EffectClass.NONE, EffectClass.AUTHENTICATES, EffectClass.CHANGES));
    allow("/readBack", Set.of(EffectClass.NONE, EffectClass.AUTHENTICATES));
    allow("/inspect/steps", Set.of(EffectClass.NONE, EffectClass.AUTHENTICATES));
    List<Step> activate = profile.phases().activate();
    int last = activate.size() - 1;
    if (activate.isEmpty() || activate.get(last).effect() != EffectClass.ACTIVATES) {
      problem("/activate", "must end with the step that makes the card valid");
    }
    for (int i = 0; i < last; i++) {
      if (activate.get(i).effect() == EffectClass.ACTIVATES) {
        problem("/activate/" + i, "activates, but is not the last step");
      }
    }
    if (!activate.isEmpty()
        && activate.get(last) instanceof Step.Command command
        && command.blocks().isPresent()) {
      problem("/activate/" + last, "must be a single command, or a cut leaves a half valid card");
    }
  }

  /** Without it, a chip swapped before the authentication would be issued in another's name. */
  private void checkedChip() {
    Profile.Phases phases = profile.phases();
    boolean checked =
        List.of(phases.authenticate(), phases.write(), phases.readBack(), phases.activate())
            .stream()
            .flatMap(List::stream)
            .anyMatch(s -> s instanceof Step.CheckChip);
    if (!checked) {
      problem("/authenticate", "needs a checkChip step here or later, behind an authentication");
    }
  }

  private void allow(String phase, Set<EffectClass> allowed) {
    List<Step> steps = everyPhase().getOrDefault(phase, List.of());
    for (int i = 0; i < steps.size(); i++) {
      if (!allowed.contains(steps.get(i).effect())) {
        problem(
            phase + "/" + i,
            "has effect " + steps.get(i).effect() + ", which this phase may not have");
      }
    }
  }

  private void files() {
    Map<Integer, String> fids = new HashMap<>();
    for (CardFile file : profile.files()) {
      file.fid()
          .ifPresent(fid -> {
            String other = fids.put(fid, file.name());
            if (other != null) {
              problem("/files/" + file.name() + "/fid", "is that of " + other + " too");
            }
          });
    }
    Set<String> proven = new TreeSet<>();
    everyPhase()
        .forEach((phase, steps) -> {
          for (int i = 0; i < steps.size(); i++) {
            fileStep(phase, i, steps.get(i), proven);
          }
        });
    for (CardFile file : profile.files()) {
      if (!proven.contains(file.name())) {
        problem(
            "/files/" + file.name(), "is never read back; every file is, before the card is valid");
      }
    }
  }

  private void fileStep(String phase, int i, Step step, Set<String> proven) {
    Optional<String> named =
        switch (step) {
          case Step.WriteFile s -> Optional.of(s.file());
          case Step.ReadFile s -> Optional.of(s.file());
          default -> Optional.empty();
        };
    named
        .flatMap(profile::file)
        .filter(f -> f.fid().isEmpty())
        .ifPresent(f -> problem(phase + "/" + i + "/file", f.name() + " has no \"fid\""));
    if (phase.equals("/readBack")) {
      if (step instanceof Step.ReadFile read) {
        proven.add(read.file());
      }
      if (step instanceof Step.Command command) {
        command.into().ifPresent(proven::add);
      }
    }
  }

  private void inspection() {
    if (profile.inspection().access() instanceof InspectionRules.Bac bac
        && !(profile.values().get(bac.mrz()) instanceof Expression.MrzTd1)) {
      problem("/inspect/access/bac/mrz", "must name a value that is an mrzTd1");
    }
    everyExpression()
        .forEach((path, e) -> {
          if (e instanceof Expression.BacKeys keys
              && !(profile.values().get(keys.mrzValue()) instanceof Expression.MrzTd1)) {
            problem(path, "bacKeys must name a value that is an mrzTd1");
          }
        });
  }

  /** Every personal element stands somewhere, and nowhere where anybody can read it. */
  private void personalData() {
    Set<String> used = new TreeSet<>();
    everyExpression().values().forEach(e -> used.addAll(Uses.ownElements(e)));
    for (DataElement e : profile.data()) {
      personal("data", e.name(), e.personal(), e.declaredPublic(), used);
    }
    for (Attachment a : profile.attachments()) {
      personal("attachments", a.name(), a.personal(), a.declaredPublic(), used);
    }
  }

  private void personal(
      String section, String name, boolean personal, boolean declaredPublic, Set<String> used) {
    String element = section + "." + name;
    String path = "/" + section + "/" + name;
    if (!used.contains(element)) {
      problem(path, "is asked for, but stands in no file");
    }
    if (!personal || declaredPublic) {
      return;
    }
    for (CardFile file : profile.files()) {
      if (file.openToAll() && Uses.exposed(profile, file.content()).contains(element)) {
        problem(
            path,
            "is personal and stands in "
                + file.name()
                + ", which anybody may read; protect the file or declare the element public");
      }
    }
    exposingCommand(element)
        .ifPresent(command ->
            problem(
                path,
                "is personal and exposed by command \""
                    + command
                    + "\"; declare the element public if that is meant"));
  }

  private Optional<String> exposingCommand(String element) {
    return everyPhase().values().stream()
        .flatMap(List::stream)
        .filter(s -> s instanceof Step.Command c && c.exposes())
        .filter(
            s -> expressions(s).stream().anyMatch(e -> Uses.exposed(profile, e).contains(element)))
        .map(Step::label)
        .findFirst();
  }

  /** A file that counts as protected must not be created with a free right to read it. */
  private void accessConditions() {
    everyExpression()
        .forEach((path, e) -> {
          if (e instanceof Expression.FileControl control
              && control.and() instanceof Expression.Literal literal) {
            accessCondition(path, control.file(), literal.value());
          }
        });
  }

  private void accessCondition(String path, String name, Bytes more) {
    try {
      Optional<Tlv> compact = Tlv.decodeAll(more).stream().filter(t -> t.tag() == 0x8C).findFirst();
      boolean open = compact.isPresent() && readsFreely(compact.get().value());
      boolean declaredOpen = profile.file(name).map(CardFile::openToAll).orElse(false);
      if (open && !declaredOpen) {
        problem(path, "lets anybody read " + name + ", which is declared protected");
      }
    } catch (IllegalArgumentException e) {
      problem(path, "is no list of BER-TLV objects");
    }
  }

  /** Compact format of ISO 7816-4, 7.4.2.2: access mode byte, a condition a set bit, b7 first. */
  private static boolean readsFreely(Bytes compact) {
    boolean reads = !compact.isEmpty() && (compact.at(0) & 1) != 0;
    return reads && compact.at(compact.size() - 1) == 0x00;
  }
}
