package org.countersign.trust.grant;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.countersign.trust.audit.TreeHash;

/**
 * The authority's leave for one station to issue cards.
 *
 * @param number rises with every grant to the station
 * @param station its id
 * @param epoch how often the authority has begun the station anew; 1 at first
 * @param serials which serials may be given, in this order
 * @param profiles which products may be made
 * @param maxCards how many cards may be begun
 * @param notBefore first moment
 * @param notAfter last moment
 * @param previous SHA-256 of the grant before it, 64 lower-case hexadecimal digits; empty for the
 *     first
 * @param head what the authority knows of the station's ledger, which must still hold it
 */
public record Grant(
    long number,
    String station,
    long epoch,
    List<Serials> serials,
    List<Product> profiles,
    long maxCards,
    Instant notBefore,
    Instant notAfter,
    Optional<String> previous,
    Head head) {

  private static final long MOST = 999_999_999_999L;

  /**
   * A range of serials: the prefix and a number with leading zeros, as many digits as the last one.
   *
   * @param prefix up to 16 of A-Z 0-9; may be empty
   * @param first lowest number
   * @param last highest number, at most 12 digits
   */
  public record Serials(String prefix, long first, long last) {
    public Serials {
      require(prefix.matches("[A-Z0-9]{0,16}"), "a serial's prefix is up to 16 of A-Z 0-9");
      require(
          first >= 0 && first <= last && last <= MOST,
          "serials go from a number to one that is not lower, of 12 digits at most");
    }
  }

  /**
   * A card product.
   *
   * @param id of its profile
   * @param sha256 the profile's address, SHA-256 over its canonical JSON (RFC 8785): 64 lower-case
   *     hexadecimal digits
   */
  public record Product(String id, String sha256) {
    public Product {
      require(!id.isBlank() && id.length() <= 64, "a profile's id has 1 to 64 characters");
      require(sha256.matches("[0-9a-f]{64}"), "a profile's sha256 has 64 hexadecimal digits");
    }
  }

  /**
   * A ledger as the authority knows it.
   *
   * @param size number of records; 0 knows nothing
   * @param root of the tree over them
   */
  public record Head(long size, TreeHash root) {
    /** Of a ledger without records. */
    public static final Head EMPTY = new Head(0, TreeHash.EMPTY);

    public Head {
      require(size >= 0, "a ledger has no negative number of records");
      require(size > 0 || root.equals(TreeHash.EMPTY), "no records have another root");
    }
  }

  /**
   * Checks everything that can be checked without the station.
   *
   * @throws IllegalArgumentException if something cannot be; the message says what
   */
  public Grant {
    serials = List.copyOf(serials);
    profiles = List.copyOf(profiles);
    require(number >= 1, "a grant's number is 1 or more");
    require(
        station.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,31}"),
        "a station's id is 1 to 32 of A-Z a-z 0-9 . _ -");
    require(epoch >= 1, "an epoch is 1 or more");
    require(!serials.isEmpty() && serials.size() <= 100, "1 to 100 ranges of serials are named");
    require(!profiles.isEmpty() && profiles.size() <= 100, "1 to 100 profiles are named");
    require(maxCards >= 0, "the number of cards is not negative");
    require(notBefore.isBefore(notAfter), "a grant ends after it begins");
    require(
        previous.isEmpty() || previous.get().matches("[0-9a-f]{64}"),
        "previous has 64 hexadecimal digits");
    requireRising(serials);
  }

  /** The station never goes back to a lower number of a prefix. */
  private static void requireRising(List<Serials> serials) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < serials.size(); i++) {
      Serials range = serials.get(i);
      if (!seen.add(range.prefix())) {
        for (Serials earlier : serials.subList(0, i)) {
          require(
              !earlier.prefix().equals(range.prefix()) || earlier.last() < range.first(),
              "ranges of one prefix rise and do not overlap");
        }
      }
    }
  }

  private static void require(boolean right, String otherwise) {
    if (!right) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
