package org.countersign.protocol.sparkplug.host;

/**
 * Takes what comes out of a {@link HostApplication}, on the thread that called it, before the call
 * returns. Does not call back.
 */
public interface HostOutput {

  /** Something is known now. */
  void event(HostEvent event);

  /** Something is to be published, in the order of the calls. It may be lost without harm. */
  void publish(HostMessage message);
}
