package org.countersign.station.selftest;

import java.util.List;

/** One thing that is looked at. */
public interface Check {

  /** Where its findings belong. */
  Item item();

  /** Looks. May wait for a disk or a token; who calls it does not wait for ever. */
  List<Finding> look();
}
