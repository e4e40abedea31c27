package org.countersign.personalization.profile;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.countersign.personalization.profile.Expression.TextSource;

/** Follows expressions: which elements and which other parts of the profile they use. */
final class Uses {

  private Uses() {}

  /** Expressions directly inside another one. */
  static List<Expression> children(Expression expression) {
    return switch (expression) {
      case Expression.Concat e -> e.parts();
      case Expression.TlvObject e -> List.of(e.value());
      case Expression.DataGrouping e -> List.of(e.value());
      case Expression.Pad e -> List.of(e.value());
      case Expression.Layout e -> e.fields().stream().map(Expression.LayoutField::value).toList();
      case Expression.TagListTemplate e -> List.copyOf(e.fields());
      case Expression.SizeOf e -> List.of(e.value());
      case Expression.LengthPrefixed e -> List.of(e.value());
      case Expression.FileControl e -> List.of(e.and());
      case Expression.Hash e -> List.of(e.value());
      case Expression.Encrypted e -> List.of(e.value());
      case Expression.IfPresent e -> List.of(e.value());
      default -> List.of();
    };
  }

  /** Texts that it uses itself. */
  static List<TextSource> sources(Expression expression) {
    return switch (expression) {
      case Expression.Text e -> List.of(e.source());
      case Expression.Code e -> List.of(e.source());
      case Expression.Day e -> List.of(e.source());
      case Expression.FaceRecord e -> e.sex().map(List::of).orElse(List.of());
      case Expression.MrzTd1 e -> sources(e);
      default -> List.of();
    };
  }

  private static List<TextSource> sources(Expression.MrzTd1 e) {
    Set<TextSource> all =
        new LinkedHashSet<>(
            List.of(
                e.documentCode(),
                e.issuingState(),
                e.documentNumber(),
                e.birthDate(),
                e.sex(),
                e.expiryDate(),
                e.nationality(),
                e.familyName()));
    e.optional1().ifPresent(all::add);
    e.optional2().ifPresent(all::add);
    e.givenNames().ifPresent(all::add);
    return List.copyOf(all);
  }

  /** Element whose bytes, or something made of them, it puts out itself. */
  static Set<String> ownElements(Expression expression) {
    Set<String> all = new LinkedHashSet<>();
    for (TextSource source : sources(expression)) {
      if (source instanceof Expression.FromData from) {
        all.add("data." + from.name());
      }
    }
    attachment(expression).ifPresent(name -> all.add("attachments." + name));
    return all;
  }

  private static Optional<String> attachment(Expression expression) {
    return switch (expression) {
      case Expression.AttachmentBytes e -> Optional.of(e.name());
      case Expression.FaceRecord e -> Optional.of(e.attachment());
      default -> Optional.empty();
    };
  }

  /** Name of the value that it stands for or is made of. */
  static Optional<String> value(Expression expression) {
    return switch (expression) {
      case Expression.NamedValue e -> Optional.of(e.name());
      case Expression.BacKeys e -> Optional.of(e.mrzValue());
      default -> Optional.empty();
    };
  }

  /**
   * Elements that somebody who reads the bytes learns something of: through values and files, but
   * not through encryption, and not through the signed object, which holds digests of whole files.
   */
  static Set<String> exposed(Profile profile, Expression expression) {
    Set<String> all = new LinkedHashSet<>();
    if (!(expression instanceof Expression.Encrypted)) {
      all.addAll(ownElements(expression));
      children(expression).forEach(child -> all.addAll(exposed(profile, child)));
      value(expression)
          .map(profile.values()::get)
          .ifPresent(value -> all.addAll(exposed(profile, value)));
      if (expression instanceof Expression.FileContent file) {
        profile.file(file.file()).ifPresent(f -> all.addAll(exposed(profile, f.content())));
      }
    }
    return all;
  }
}
