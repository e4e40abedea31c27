package org.countersign.personalization.profile;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.countersign.personalization.profile.Step.EffectClass;

/** A card that is gone on with is proven and made valid as any other. */
final class ResumeChecks {

  private static final Set<EffectClass> READS = Set.of(EffectClass.NONE);
  private static final Set<EffectClass> OPENS = Set.of(EffectClass.NONE, EffectClass.AUTHENTICATES);
  private static final Set<EffectClass> WRITES = Set.of(EffectClass.NONE, EffectClass.CHANGES);

  private final Profile profile;
  private final PhaseChecks phases;
  private final Findings findings;

  ResumeChecks(Profile profile, PhaseChecks phases, Findings findings) {
    this.profile = profile;
    this.phases = phases;
    this.findings = findings;
  }

  void run() {
    if (!profile.resume().isEmpty()) {
      profile.files().forEach(this::contentWithoutChannel);
    }
    for (int i = 0; i < profile.resume().size(); i++) {
      way("/resume/" + i, profile.resume().get(i));
    }
  }

  /** What a card must hold is compared before any channel to it is open. */
  private void contentWithoutChannel(CardFile file) {
    if (ofChannel(file.content())) {
      findings.add(
          "/files/" + file.name() + "/content",
          "is made with a key of the secure channel, so a half-written card could not be compared");
    }
  }

  private boolean ofChannel(Expression e) {
    boolean own =
        switch (e) {
          case Expression.Encrypted s -> isOfChannel(s.under());
          case Expression.WrappedKey s -> isOfChannel(s.key()) || isOfChannel(s.under());
          case Expression.KeyCheckValue s -> isOfChannel(s.key());
          default -> false;
        };
    return own
        || Uses.children(e).stream().anyMatch(this::ofChannel)
        || Uses.value(e).map(profile.values()::get).map(this::ofChannel).orElse(false);
  }

  private boolean isOfChannel(Expression.KeyName key) {
    Expression.KeySet set = profile.keys().get(key.set());
    return set != null && set.input() == Expression.DiversificationInput.CHANNEL;
  }

  private void way(String path, ResumeWay way) {
    phases.allow(path + "/authenticate", OPENS);
    phases.allow(path + "/write", WRITES);
    if (way.authenticate().stream().noneMatch(s -> s.effect() == EffectClass.AUTHENTICATES)) {
      findings.add(path + "/authenticate", "must hold a step in which the card accepts our keys");
    }
    way.readBack()
        .ifPresent(steps -> {
          phases.allow(path + "/readBack", OPENS);
          readBack(path, steps);
        });
    way.activate().ifPresent(steps -> phases.activating(path + "/activate", steps));
    if (way.writes() && way.activate().isPresent()) {
      findings.add(
          path + "/activate",
          "is for a way that writes nothing; what was written may be cut again");
    }
    checkedChip(path, way);
    for (int j = 0; j < way.restore().size(); j++) {
      part(path + "/restore/" + j, way.restore().get(j));
    }
  }

  private void readBack(String path, List<Step> steps) {
    for (CardFile file : profile.files()) {
      if (steps.stream().noneMatch(step -> reads(step, file.name()))) {
        findings.add(path + "/readBack", "does not read " + file.name());
      }
    }
  }

  private static boolean reads(Step step, String file) {
    return switch (step) {
      case Step.ReadFile s -> s.file().equals(file);
      case Step.Command s -> s.into().equals(Optional.of(file));
      default -> false;
    };
  }

  private void checkedChip(String path, ResumeWay way) {
    boolean checked =
        Stream.of(way.authenticate(), way.write(), way.readBack(profile), way.activate(profile))
            .flatMap(List::stream)
            .anyMatch(s -> s instanceof Step.CheckChip);
    if (!checked) {
      findings.add(
          path + "/authenticate", "needs a checkChip step here or later, behind an authentication");
    }
  }

  private void part(String path, ResumeWay.Part part) {
    phases.allow(path + "/find", READS);
    phases.allow(path + "/create", WRITES);
    phases.allow(path + "/write", WRITES);
    if (part.file().isPresent() == !part.find().isEmpty()) {
      findings.add(path, "needs either \"file\" or \"find\"");
    }
    if (part.file().isPresent() == part.write().isEmpty()) {
      findings.add(path, "needs \"write\" for a file, and only then");
    }
    part.file()
        .flatMap(profile::file)
        .filter(file -> file.fid().isEmpty())
        .ifPresent(file -> findings.add(path + "/file", file.name() + " has no \"fid\""));
  }
}
