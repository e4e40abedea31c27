package org.countersign.centre.fleet;

import org.countersign.centre.condition.Watch;
import org.countersign.centre.silence.SilenceBook;
import org.countersign.centre.state.FleetState;
import org.countersign.protocol.sparkplug.host.HostApplication;

/** What can be asked of the fleet. Only inside {@link FleetLoop#ask}; take values out, not this. */
public record FleetView(
    FleetState state, Watch watch, HostApplication host, SilenceBook silences) {}
