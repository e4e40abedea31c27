package org.countersign.protocol.sparkplug.host;

import org.countersign.protocol.sparkplug.HostState;
import org.countersign.protocol.sparkplug.OutgoingMessage;

/** A message of a Host Application for the broker. */
public sealed interface HostMessage {

  /** Topic. */
  String topic();

  /** Payload; a fresh array. */
  byte[] bytes();

  /** 0 or 1. */
  int qos();

  /** Whether the broker keeps it. */
  boolean retained();

  /** STATE: QoS 1, retained ({@code payloads-state-birth}). */
  record State(String hostId, HostState state) implements HostMessage {

    @Override
    public String topic() {
      return HostState.topic(hostId);
    }

    @Override
    public byte[] bytes() {
      return state.bytes();
    }

    @Override
    public int qos() {
      return 1;
    }

    @Override
    public boolean retained() {
      return true;
    }
  }

  /** NCMD: QoS 0, not retained ({@code topics-ncmd-mqtt}). */
  record Command(OutgoingMessage message) implements HostMessage {

    @Override
    public String topic() {
      return message.topic().toString();
    }

    @Override
    public byte[] bytes() {
      return message.bytes();
    }

    @Override
    public int qos() {
      return message.qos();
    }

    @Override
    public boolean retained() {
      return false;
    }
  }
}
