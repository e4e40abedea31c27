package org.countersign.host.bundle;

/** Where a driver runs. */
public enum Isolation {
  /** In the gateway's process, in a class loader of its own. */
  LOADER,
  /** In a process of its own, one for each device. */
  PROCESS
}
