package org.countersign.centre.api;

import java.util.List;
import java.util.Optional;
import org.countersign.http.HttpProblem;
import org.countersign.http.Refusal;
import org.countersign.http.Request;

/** Parameters of a request's query. */
record Query(Request request) {

  /**
   * A text.
   *
   * @throws Refusal if it stands there twice or is too long
   */
  Optional<String> text(String name, int longest) throws Refusal {
    List<String> values = request.query().getOrDefault(name, List.of());
    if (values.size() > 1 || values.stream().anyMatch(value -> value.length() > longest)) {
      throw bad(name + " must stand there once, with at most " + longest + " characters.");
    }
    return values.stream().findFirst();
  }

  /** A text that must be there. */
  String required(String name, int longest) throws Refusal {
    return text(name, longest)
        .filter(value -> !value.isEmpty())
        .orElseThrow(() -> bad(name + " is missing."));
  }

  /** A whole number within bounds, with its default. */
  long integer(String name, long least, long most, long otherwise) throws Refusal {
    Optional<String> text = text(name, 19);
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      long value = Long.parseLong(text.get());
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw bad(name + " must be a whole number from " + least + " to " + most + ".");
  }

  static Refusal bad(String detail) {
    return new Refusal(HttpProblem.BAD_QUERY, detail);
  }
}
