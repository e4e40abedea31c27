package org.countersign.station.operators;

/** How often in a row an operator's PIN was wrong, kept over restarts. */
public interface WrongPins {

  /** How often in a row. */
  int inARow(String operator);

  /** One more; durable when it returns. */
  void wrong(String operator);

  /** A right one: the count begins anew. */
  void right(String operator);
}
