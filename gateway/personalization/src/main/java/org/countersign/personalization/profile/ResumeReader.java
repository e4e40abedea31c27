package org.countersign.personalization.profile;

import static java.util.Map.entry;
import static org.countersign.personalization.profile.ExpressionReader.words;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads how a card is gone on with whose work was cut off. */
final class ResumeReader {

  private static final Map<String, Boolean> WHEN =
      words(entry("always", false), entry("activating", true));

  private final Names names;
  private final ExpressionReader expressions;
  private final StepReader steps;

  ResumeReader(Names names, ExpressionReader expressions, StepReader steps) {
    this.names = names;
    this.expressions = expressions;
    this.steps = steps;
  }

  List<ResumeWay> ways(Member profile) {
    return profile.has("resume")
        ? profile.objects("resume").stream().map(this::way).toList()
        : List.of();
  }

  private ResumeWay way(Member m) {
    ResumeWay way =
        new ResumeWay(
            m.text("name"),
            m.word("when", WHEN, false),
            steps.phase(m, "authenticate"),
            m.has("restore") ? m.objects("restore").stream().map(this::part).toList() : List.of(),
            m.flag("rewriteLast", false),
            optionalSteps(m, "write"),
            m.has("readBack") ? Optional.of(steps.phase(m, "readBack")) : Optional.empty(),
            m.has("activate") ? Optional.of(steps.phase(m, "activate")) : Optional.empty());
    m.close();
    return way;
  }

  private ResumeWay.Part part(Member m) {
    Optional<String> file =
        m.has("file") ? Optional.of(m.reference("file", names.files())) : Optional.empty();
    ResumeWay.Part part =
        new ResumeWay.Part(
            file,
            expressions.optional(m, "content"),
            optionalSteps(m, "find"),
            steps.phase(m, "create"),
            optionalSteps(m, "write"));
    m.close();
    return part;
  }

  private List<Step> optionalSteps(Member m, String key) {
    return m.has(key) ? steps.phase(m, key) : List.of();
  }
}
