package org.countersign.link;

import org.countersign.driver.link.Links;
import org.countersign.emulator.EmulatedPort;

final class LoopbackLinksTest extends LinkContract {

  @Override
  protected EmulatedPort newPort() {
    return new LoopbackPort();
  }

  @Override
  protected Links newLinks(EmulatedPort port) {
    return (LoopbackPort) port;
  }
}
