package org.countersign.station.ledger;

import java.util.Optional;

/** Space that is put by until a disk is full. The ledger's thread, but {@link #inUse}. */
interface Reserve {

  /** There is none. */
  Reserve NONE =
      new Reserve() {
        @Override
        public boolean release() {
          return false;
        }

        @Override
        public void tend() {}

        @Override
        public Optional<String> inUse() {
          return Optional.empty();
        }
      };

  /** Gives its space to whoever writes next; whether there was any. */
  boolean release();

  /** Looks after it when nobody waits: releases it in time, makes it again when there is room. */
  void tend();

  /** For the operator, while it is released. Any thread. */
  Optional<String> inUse();
}
