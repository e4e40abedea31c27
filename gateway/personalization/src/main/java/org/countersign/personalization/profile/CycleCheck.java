package org.countersign.personalization.profile;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** A value or file that is made of itself has no end. */
final class CycleCheck {

  private final Profile profile;
  private final Findings findings;

  CycleCheck(Profile profile, Findings findings) {
    this.profile = profile;
    this.findings = findings;
  }

  void run() {
    profile.values().forEach((name, value) -> cycle("/values/" + name, value, new HashSet<>()));
    profile
        .files()
        .forEach(file -> cycle("/files/" + file.name(), file.content(), new HashSet<>()));
  }

  private void cycle(String path, Expression expression, Set<String> above) {
    Optional<String> part = partOf(expression);
    if (part.isPresent() && !above.add(part.get())) {
      findings.add(path, "is made of itself, through " + part.get());
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
}
