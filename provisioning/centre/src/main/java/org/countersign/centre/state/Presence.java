package org.countersign.centre.state;

/** What the session of an Edge Node, or the last word about a Device, says of it. */
public enum Presence {
  /** Known from before the centre was started; nothing was heard since. */
  UNHEARD,
  /** Born, and its values are its present ones. */
  ONLINE,
  /** Messages are missing; births were asked for. */
  STALE,
  /** It said goodbye, or the broker lost it. */
  OFFLINE
}
