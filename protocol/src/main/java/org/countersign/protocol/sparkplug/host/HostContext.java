package org.countersign.protocol.sparkplug.host;

import java.time.InstantSource;
import java.util.Optional;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;

/** What all sessions of a host share. */
final class HostContext {

  final HostSettings settings;
  final InstantSource clock;
  final HostOutput output;
  final DefinitionPool pool;
  final Agenda agenda;
  final long[] refusals = new long[RefusalReason.values().length];

  /** Bytes of messages that wait for a missing one. */
  long heldBytes;

  long rebirthsAsked;

  HostContext(HostSettings settings, InstantSource clock, HostOutput output) {
    this.settings = settings;
    this.clock = clock;
    this.output = output;
    this.pool = new DefinitionPool(settings.limits().definitionBytes());
    this.agenda = new Agenda(settings.rebirthsPerSecond());
  }

  void refuse(EdgeNodeDescriptor node, RefusalReason reason, String detail) {
    refuse(Optional.of(node), reason, detail);
  }

  void refuse(Optional<EdgeNodeDescriptor> node, RefusalReason reason, String detail) {
    refusals[reason.ordinal()]++;
    output.event(new HostEvent.Refused(node, reason, detail));
  }
}
