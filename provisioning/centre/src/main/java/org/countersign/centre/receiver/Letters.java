package org.countersign.centre.receiver;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Instant;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.countersign.centre.alert.Alert;
import org.countersign.centre.alert.AlertListener.Change;
import org.countersign.centre.alert.Scope;
import org.countersign.centre.condition.Cause;
import org.countersign.centre.silence.Evidence;
import org.countersign.centre.silence.Sentence;
import org.countersign.centre.silence.Verdict;
import org.countersign.centre.silence.Why;

/** What is written to systems outside. No personal data. */
final class Letters {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Optional<URI> page;

  Letters(Optional<URI> page) {
    this.page = page;
  }

  /** One change, for a webhook. */
  byte[] webhook(Change change, Alert alert, long now) {
    ObjectNode letter =
        JSON.createObjectNode()
            .put("version", "1")
            .put("at", Instant.ofEpochMilli(now).toString())
            .put("change", change.name().toLowerCase(Locale.ROOT))
            .put("number", alert.number())
            .put("cause", alert.cause().name())
            .put("where", where(alert.scope()))
            .put("since", Instant.ofEpochMilli(alert.since()).toString())
            .put("stations", alert.stations())
            .put("waiting", alert.waiting())
            .put("text", text(alert));
    alert.silence().ifPresent(verdict -> letter.set("silence", silence(verdict)));
    letter.putObject("what").put("en", alert.english()).put("zh", alert.chinese());
    Sentence todo = todo(alert);
    letter.putObject("todo").put("en", todo.english()).put("zh", todo.chinese());
    if (alert.scope() instanceof Scope.OfAlarm of) {
      letter.put("alarm", of.code());
    }
    page.ifPresent(address -> letter.put("page", address.toString()));
    return bytes(letter);
  }

  /** One line that says it all; chat systems show it as it is. */
  private static String text(Alert alert) {
    return "%s: %s%s (%d station%s, %d waiting). %s"
        .formatted(
            where(alert.scope()),
            alert.english(),
            reason(alert),
            alert.stations(),
            alert.stations() == 1 ? "" : "s",
            alert.waiting(),
            todo(alert).english());
  }

  /** {@code , likely since the power failed}. */
  private static String reason(Alert alert) {
    return alert
        .silence()
        .map(verdict ->
            switch (verdict.sure()) {
              case TOLD -> "; " + verdict.why().what().english();
              case LIKELY -> "; likely " + verdict.why().what().english();
              case OPEN -> "; perhaps " + verdict.why().what().english();
            })
        .filter(reason -> alert.silence().orElseThrow().why() != Why.UNKNOWN)
        .orElse("");
  }

  /** What helps against the reason, where one is known. */
  private static Sentence todo(Alert alert) {
    return alert
        .silence()
        .map(verdict -> verdict.why().todo())
        .orElseGet(() -> new Sentence(alert.todo(), alert.chineseTodo()));
  }

  private static ObjectNode silence(Verdict verdict) {
    ObjectNode node =
        JSON.createObjectNode()
            .put("why", verdict.why().name())
            .put("sure", verdict.sure().name())
            .put("from", Instant.ofEpochMilli(verdict.from()).toString());
    node.set("what", both(verdict.why().what()));
    ArrayNode evidence = node.putArray("evidence");
    for (Evidence one : verdict.evidence()) {
      evidence.addObject().put("kind", one.kind().name()).setAll(both(one.text()));
    }
    return node;
  }

  private static ObjectNode both(Sentence sentence) {
    return JSON.createObjectNode().put("en", sentence.english()).put("zh", sentence.chinese());
  }

  private static String where(Scope scope) {
    return switch (scope) {
      case Scope.OfStation of -> of.station().group() + "/" + of.station().node();
      case Scope.OfAlarm of -> of.station().group() + "/" + of.station().node();
      case Scope.OfDistrict of -> "district " + of.district();
      case Scope.OfFleet ignored -> "the fleet";
    };
  }

  /**
   * Alerts for {@code POST /api/v2/alerts} of Alertmanager.
   *
   * @param endsAt when each ends unless it is told again; for one that is over, now
   */
  byte[] alertmanager(Collection<Alert> alerts, Instant endsAt) {
    ArrayNode letter = JSON.createArrayNode();
    for (Alert alert : alerts) {
      ObjectNode one = letter.addObject();
      ObjectNode labels =
          one.putObject("labels")
              .put("alertname", name(alert.cause()))
              .put("service", "countersign")
              .put("severity", severity(alert.cause()));
      switch (alert.scope()) {
        case Scope.OfStation of ->
            labels.put("district", of.station().group()).put("station", of.station().node());
        case Scope.OfAlarm of ->
            labels
                .put("district", of.station().group())
                .put("station", of.station().node())
                .put("alarm", of.code());
        case Scope.OfDistrict of -> labels.put("district", of.district());
        case Scope.OfFleet ignored -> labels.put("scope", "fleet");
      }
      ObjectNode annotations =
          one.putObject("annotations")
              .put("summary", text(alert))
              .put("todo", todo(alert).english());
      alert
          .silence()
          .ifPresent(verdict ->
              annotations
                  .put("why", verdict.why().name())
                  .put("sure", verdict.sure().name())
                  .put("evidence", evidence(verdict)));
      one.put("startsAt", Instant.ofEpochMilli(alert.since()).toString());
      one.put("endsAt", endsAt.toString());
      page.ifPresent(address -> one.put("generatorURL", address.toString()));
    }
    return bytes(letter);
  }

  private static String evidence(Verdict verdict) {
    return verdict.evidence().stream()
        .map(one -> one.text().english())
        .collect(Collectors.joining("; "));
  }

  /** {@code NO_BLANKS} as {@code CountersignNoBlanks}. */
  private static String name(Cause cause) {
    StringBuilder name = new StringBuilder("Countersign");
    for (String part : cause.name().toLowerCase(Locale.ROOT).split("_", -1)) {
      name.append(part.substring(0, 1).toUpperCase(Locale.ROOT)).append(part.substring(1));
    }
    return name.toString();
  }

  private static String severity(Cause cause) {
    return switch (cause) {
      case SOME_DEVICES, NO_BLANKS_OF_A_PRODUCT, BLANKS_LOW, STALE, CLOCK, PLANNED, DEAD, NONE ->
          "warning";
      case NO_LINK, UNHEARD, SILENT, HUNG, ALARM, HELD, NO_DEVICE, DEVICES_FAULTY, NO_BLANKS ->
          "critical";
    };
  }

  private static byte[] bytes(JsonNode node) {
    try {
      return JSON.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON has a text", e);
    }
  }
}
