package org.countersign.personalization.profile;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The parts of a profile with their paths, for checks that look at all of them. */
final class ProfileParts {

  private final Profile profile;

  ProfileParts(Profile profile) {
    this.profile = profile;
  }

  /** Every expression with those inside it, by path; several may stand at one, numbered after #. */
  Map<String, Expression> expressions() {
    Map<String, Expression> all = new HashMap<>();
    profile.values().forEach((name, e) -> nested("/values/" + name, e, all));
    profile.files().forEach(f -> nested("/files/" + f.name() + "/content", f.content(), all));
    for (int i = 0; i < profile.resume().size(); i++) {
      List<ResumeWay.Part> parts = profile.resume().get(i).restore();
      for (int j = 0; j < parts.size(); j++) {
        String path = "/resume/" + i + "/restore/" + j + "/content";
        parts.get(j).content().ifPresent(e -> nested(path, e, all));
      }
    }
    phases()
        .forEach((phase, steps) -> {
          for (int i = 0; i < steps.size(); i++) {
            String path = phase + "/" + i;
            int number = 0;
            for (Expression e : expressionsOf(steps.get(i))) {
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

  /** Steps by the path of their phase. */
  Map<String, List<Step>> phases() {
    Profile.Phases phases = profile.phases();
    Map<String, List<Step>> all =
        new HashMap<>(
            Map.of(
                "/open", phases.open(),
                "/authenticate", phases.authenticate(),
                "/write", phases.write(),
                "/readBack", phases.readBack(),
                "/activate", phases.activate(),
                "/inspect/steps", profile.inspection().steps()));
    for (int i = 0; i < profile.resume().size(); i++) {
      resume("/resume/" + i, profile.resume().get(i), all);
    }
    return all;
  }

  private static void resume(String path, ResumeWay way, Map<String, List<Step>> all) {
    all.put(path + "/authenticate", way.authenticate());
    all.put(path + "/write", way.write());
    way.readBack().ifPresent(steps -> all.put(path + "/readBack", steps));
    way.activate().ifPresent(steps -> all.put(path + "/activate", steps));
    for (int j = 0; j < way.restore().size(); j++) {
      ResumeWay.Part part = way.restore().get(j);
      all.put(path + "/restore/" + j + "/find", part.find());
      all.put(path + "/restore/" + j + "/create", part.create());
      all.put(path + "/restore/" + j + "/write", part.write());
    }
  }

  /** Expressions that stand in a step itself. */
  static List<Expression> expressionsOf(Step step) {
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
}
