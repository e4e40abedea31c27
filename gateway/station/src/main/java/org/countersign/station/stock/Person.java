package org.countersign.station.stock;

/**
 * Somebody who says who they are.
 *
 * @param pin the proof; wiped by whoever has looked at it
 */
@SuppressWarnings("ArrayRecordComponent") // A secret that can be wiped; compared by no one.
public record Person(String name, char[] pin) {

  /** Nobody. */
  public static Person none() {
    return new Person("", new char[0]);
  }

  /** Whether nobody was named. */
  public boolean isNobody() {
    return name.isEmpty();
  }

  /** Never the PIN; nor the name, in whose place somebody may have typed it. */
  @Override
  public String toString() {
    return "Person";
  }
}
