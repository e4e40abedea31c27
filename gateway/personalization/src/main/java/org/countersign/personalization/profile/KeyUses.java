package org.countersign.personalization.profile;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.countersign.personalization.keys.KeySource;
import org.countersign.personalization.keys.KeySource.Name;

/** Which keys of a card a profile uses, from the blank to the inspection. */
public final class KeyUses {

  private static final List<String> CHANNEL_ROLES = List.of("enc", "mac", "dek");

  private final Set<Name> found = new LinkedHashSet<>();

  private KeyUses() {}

  /** All keys: of SCP03 key sets the roles {@code enc}, {@code mac} and {@code dek}. */
  public static Set<Name> of(Profile profile) {
    KeyUses uses = new KeyUses();
    Profile.Phases phases = profile.phases();
    Stream.of(
            phases.open(),
            phases.authenticate(),
            phases.write(),
            phases.readBack(),
            phases.activate(),
            profile.inspection().steps())
        .forEach(uses::steps);
    profile.resume().forEach(way -> uses.way(profile, way));
    profile.values().values().forEach(uses::expression);
    profile.files().forEach(file -> uses.expression(file.content()));
    return uses.found;
  }

  private void way(Profile profile, ResumeWay way) {
    steps(way.authenticate());
    way.restore()
        .forEach(part -> {
          steps(part.find());
          steps(part.create());
          steps(part.write());
        });
    steps(way.write());
    steps(way.readBack(profile));
    steps(way.activate(profile));
  }

  private void steps(List<Step> steps) {
    steps.forEach(this::step);
  }

  private void step(Step step) {
    switch (step) {
      case Step.OpenScp03 s -> channel(s.keys());
      case Step.PutKey s -> channel(s.keys());
      case Step.ExternalAuthentication s -> use(s.key());
      case Step.CreateFile s -> expression(s.fcp());
      case Step.WriteFile s -> expression(s.content());
      case Step.ReadFile s -> expression(s.content());
      case Step.StoreData s -> expression(s.content());
      case Step.Command s -> {
        expression(s.data());
        expression(s.expectData());
      }
      default -> {}
    }
  }

  private void channel(String set) {
    CHANNEL_ROLES.forEach(role -> found.add(new KeySource.Name(set, role)));
  }

  private void use(Expression.KeyName key) {
    found.add(new KeySource.Name(key.set(), key.role()));
  }

  private void expression(Optional<Expression> expression) {
    expression.ifPresent(this::expression);
  }

  private void expression(Expression expression) {
    switch (expression) {
      case Expression.Encrypted e -> use(e.under());
      case Expression.WrappedKey e -> {
        use(e.key());
        use(e.under());
      }
      case Expression.KeyCheckValue e -> use(e.key());
      default -> {}
    }
    Uses.children(expression).forEach(this::expression);
  }
}
