package org.countersign.trust.authority;

import java.time.Period;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a document signer may do (ICAO 9303-12, 4.1.1 and 7.1.1).
 *
 * @param name common name
 * @param signing how long it signs: three months at most
 * @param documents validity of the documents that it signs; its certificate outlives the last one
 * @param documentTypes first letters of the machine-readable zone, for example {@code IR}; one
 *     letter stands for all types that begin with it
 */
public record DocumentSignerTerms(
    String name, Period signing, Period documents, List<String> documentTypes) {

  /** Longest time for which a document signer signs. */
  public static final Period LONGEST_SIGNING = Period.ofMonths(3);

  private static final Pattern TYPE = Pattern.compile("[A-Z][A-Z0-9]?");

  public DocumentSignerTerms {
    documentTypes = List.copyOf(documentTypes);
    if (documentTypes.isEmpty()) {
      throw new IllegalArgumentException("a document signer needs a document type");
    }
    for (String type : documentTypes) {
      if (!TYPE.matcher(type).matches()) {
        throw new IllegalArgumentException(
            "document type \"" + type + "\" is not one or two characters as in the MRZ");
      }
    }
  }

  /** Signs residence cards (types that begin with I, A or C) of ten years for three months. */
  public static DocumentSignerTerms residenceCards(String name) {
    return new DocumentSignerTerms(
        name, LONGEST_SIGNING, Period.ofYears(10), List.of("A", "C", "I"));
  }
}
