package org.countersign.centre.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.countersign.centre.silence.Evidence;
import org.countersign.centre.silence.Silence;
import org.countersign.centre.silence.Verdict;

/** Why stations are silent, as JSON. */
final class SilenceViews {

  private SilenceViews() {}

  static ObjectNode of(Verdict verdict, Language language) {
    ObjectNode node =
        Json.object()
            .put("why", verdict.why().name())
            .put("sure", verdict.sure().name())
            .put("what", language.text(verdict.why().what()))
            .put("todo", language.text(verdict.why().todo()))
            .put("from", verdict.from());
    verdict.until().ifPresent(until -> node.put("until", Math.max(0, until)));
    ArrayNode evidence = node.putArray("evidence");
    for (Evidence one : verdict.evidence()) {
      evidence.addObject().put("kind", one.kind().name()).put("text", language.text(one.text()));
    }
    return node;
  }

  /** Silences that are over, in their order. */
  static ArrayNode over(List<Silence> silences, Language language) {
    ArrayNode list = Json.array();
    for (Silence silence : silences) {
      ObjectNode one = of(silence.verdict(), language);
      silence.to().ifPresent(to -> one.put("to", to));
      list.add(one);
    }
    return list;
  }
}
