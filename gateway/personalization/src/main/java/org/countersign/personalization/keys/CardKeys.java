package org.countersign.personalization.keys;

/** The keys of one card, as long as it is worked on. */
public interface CardKeys extends KeySource, AutoCloseable {

  /** Forgets them. */
  @Override
  void close();

  /** Those of a source that serves every card; closing them leaves the source alone. */
  static CardKeys of(KeySource every) {
    return new CardKeys() {
      @Override
      public Secret key(Request request) throws KeyUnavailableException {
        return every.key(request);
      }

      @Override
      public void close() {}
    };
  }
}
