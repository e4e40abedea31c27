package org.countersign.centre.state;

/** A device of a station. */
public final class StationDevice extends Owner {

  private final TextPool texts;
  private final int id;

  StationDevice(TextPool texts, String id) {
    super(texts);
    this.texts = texts;
    this.id = texts.take(id);
  }

  /** Its id at the station, at most 255 characters. */
  public String id() {
    return texts.text(id);
  }

  @Override
  void forget() {
    super.forget();
    texts.release(id);
  }
}
