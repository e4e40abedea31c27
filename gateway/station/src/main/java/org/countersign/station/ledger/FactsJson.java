package org.countersign.station.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.countersign.personalization.issue.IssuedCard;
import org.countersign.personalization.signing.DocumentVerifier;

/** Facts and work of a job as JSON text. */
final class FactsJson {

  private static final ObjectMapper JSON = new ObjectMapper();

  private FactsJson() {}

  static String facts(SortedMap<String, String> facts) {
    return write(facts);
  }

  static SortedMap<String, String> facts(String json) {
    return read(json, new TypeReference<TreeMap<String, String>>() {});
  }

  static String work(IssuedCard card) {
    Map<String, Long> steps = new LinkedHashMap<>();
    for (IssuedCard.StepTime step : card.steps()) {
      steps.merge(step.step(), step.time().toNanos() / 1_000, Long::sum);
    }
    List<List<String>> checks = new ArrayList<>();
    for (DocumentVerifier.Check check : card.verdict().checks()) {
      checks.add(List.of(check.name(), check.passed() ? "passed" : "failed", check.detail()));
    }
    return write(new Work(card.chipId(), card.apdus(), card.bytes(), steps, checks));
  }

  static IssuedCard work(String json) {
    Work work = read(json, new TypeReference<>() {});
    List<IssuedCard.StepTime> steps = new ArrayList<>();
    work.stepMicros()
        .forEach(
            (step, us) -> steps.add(new IssuedCard.StepTime(step, Duration.ofNanos(us * 1_000))));
    List<DocumentVerifier.Check> checks = new ArrayList<>();
    for (List<String> c : work.checks()) {
      checks.add(new DocumentVerifier.Check(c.get(0), c.get(1).equals("passed"), c.get(2)));
    }
    return new IssuedCard(
        work.chip(), work.apdus(), work.bytes(), steps, new DocumentVerifier.Verdict(checks));
  }

  private record Work(
      String chip,
      int apdus,
      long bytes,
      Map<String, Long> stepMicros,
      List<List<String>> checks) {}

  private static String write(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and numbers are always JSON", e);
    }
  }

  private static <T> T read(String json, TypeReference<T> type) {
    try {
      return JSON.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new LedgerException("a record in the ledger is not JSON as this gateway writes it", e);
    }
  }
}
