package org.countersign.personalization.plan;

import java.util.Optional;
import org.countersign.personalization.profile.Expression;
import org.countersign.personalization.profile.Profile;

/** Says which field an expression takes its bytes from, for messages. */
final class Origin {

  private Origin() {}

  static String of(Profile profile, Expression expression) {
    return find(profile, expression).orElse("profile " + profile.id());
  }

  private static Optional<String> find(Profile profile, Expression expression) {
    return switch (expression) {
      case Expression.Text e -> Optional.of(Texts.field(e.source()));
      case Expression.Code e -> Optional.of(Texts.field(e.source()));
      case Expression.Day e -> Optional.of(Texts.field(e.source()));
      case Expression.AttachmentBytes e -> Optional.of("attachments." + e.name());
      case Expression.FaceRecord e -> Optional.of("attachments." + e.attachment());
      case Expression.IfPresent e -> Optional.of(e.element());
      case Expression.TlvObject e -> find(profile, e.value());
      case Expression.Pad e -> find(profile, e.value());
      case Expression.LengthPrefixed e -> find(profile, e.value());
      case Expression.NamedValue e ->
          Optional.ofNullable(profile.values().get(e.name())).flatMap(v -> find(profile, v));
      case Expression.Concat e ->
          e.parts().stream().flatMap(p -> find(profile, p).stream()).findFirst();
      default -> Optional.empty();
    };
  }
}
