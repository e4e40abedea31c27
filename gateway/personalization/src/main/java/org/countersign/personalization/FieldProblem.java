package org.countersign.personalization;

/**
 * One thing wrong with an application, a profile or a configuration.
 *
 * @param field where, for example {@code data.birthDate}
 * @param problem what is wrong and what would be right, without the faulty value
 */
public record FieldProblem(String field, String problem) {

  @Override
  public String toString() {
    return field + ": " + problem;
  }
}
