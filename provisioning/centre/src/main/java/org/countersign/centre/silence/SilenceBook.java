package org.countersign.centre.silence;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.countersign.centre.condition.Standing;
import org.countersign.centre.state.Presence;
import org.countersign.centre.state.Station;
import org.countersign.protocol.sparkplug.EdgeNodeDescriptor;
import org.countersign.protocol.sparkplug.Metric;
import org.countersign.protocol.sparkplug.MetricValue;
import org.countersign.protocol.sparkplug.host.HostEvent;

/**
 * Who is silent since when, and why. A station that sends heartbeats is missed by the centre
 * itself, one and a half of them after its last message; the others when the broker sends their
 * will. Verdicts are made when they are asked for, from what is known then.
 *
 * <p>{@code now} is wall time, milliseconds since 1970-01-01T00:00:00Z; {@code ticks} are
 * milliseconds of a monotonic clock. One thread.
 */
public final class SilenceBook {

  /** What keeps a box from being asked for too much, and the wheel from being turned too often. */
  private static final double LONGEST_BEAT = 3_600;

  private static final long USUAL_BEAT = 30_000;

  /** Silences of one event are found so far apart, beside the time between two heartbeats. */
  private static final long APART = 15_000;

  /** Words of the broker belong to a death that follows at once. */
  private static final long WORD_LASTS = 10_000;

  private static final long LOOK_AGAIN = 30_000;

  /** A silence that ended is evidence for those that did not, for so long. */
  private static final long REMEMBERED = 3_600_000;

  /** The fleet's thread itself stood still, or the machine slept. */
  private static final long STOOD_STILL = 5_000;

  /**
   * How long a station from before a restart may take to be heard; later than a usual heartbeat,
   * and before alerts of such stations begin.
   */
  private static final long UNHEARD = 40_000;

  /** Nobody is missed for so long while the centre itself hears nothing. */
  private static final long NOT_LISTENING = 5_000;

  /** Ended silences that wait for the store; beyond, only their stations know that they ended. */
  private static final int MOST_CHANGES = 8_192;

  private final SilenceRules rules;
  private final Plans plans;
  private final Judge judge;
  private final Map<EdgeNodeDescriptor, Pulse> pulses = new HashMap<>();
  private final Circles circles = new Circles();
  private final PulseWheel wheel = new PulseWheel();
  private final Deque<Ended> ended = new ArrayDeque<>();
  private final Map<EdgeNodeDescriptor, OpenSilence> begunNow = new LinkedHashMap<>();
  private final List<Silence> endedNow = new ArrayList<>();
  private long lastTurn = Long.MIN_VALUE;

  /** Since when the fleet could be heard without a break; monotonic. */
  private long hearingSince = Long.MIN_VALUE / 2;

  private OptionalLong linkBroke = OptionalLong.empty();
  private long linkCame = Long.MIN_VALUE;

  private record Ended(Pulse pulse, long at) {}

  /** A book without silences. */
  public SilenceBook(SilenceRules rules, Plans plans) {
    this.rules = rules;
    this.plans = plans;
    this.judge = new Judge(rules);
  }

  /** What a station is. */
  public Standing standing(EdgeNodeDescriptor node) {
    Pulse pulse = pulses.get(node);
    return pulse == null ? Standing.HEARD : pulse.standing;
  }

  private Pulse pulse(EdgeNodeDescriptor node) {
    return pulses.computeIfAbsent(
        node,
        n -> {
          Pulse made = new Pulse(n);
          circles.join(made);
          return made;
        });
  }

  /**
   * Takes what happened.
   *
   * @param station after it happened
   */
  public void happened(HostEvent event, Station station, long now, long ticks) {
    switch (event) {
      case HostEvent.NodeBorn born -> born(station, now, ticks);
      case HostEvent.DeviceBorn ignored -> heard(station, now, ticks);
      case HostEvent.DeviceDied ignored -> heard(station, now, ticks);
      case HostEvent.Changed changed -> {
        Pulse pulse = heard(station, now, ticks);
        if (changed.device().isEmpty()) {
          changed.metrics().forEach(metric -> beat(pulse, metric, now, ticks));
        }
      }
      case HostEvent.NodeDied ignored -> died(station, now, ticks);
      case HostEvent.Stale ignored -> {}
      case HostEvent.Refused ignored -> {}
      case HostEvent.HostIdContested ignored -> {}
    }
  }

  /** Something came of a station that counts for nothing before its birth, but lives. */
  public void lives(EdgeNodeDescriptor node, long ticks) {
    Pulse pulse = pulses.get(node);
    if (pulse != null) {
      pulse.heard = ticks;
    }
  }

  private void born(Station station, long now, long ticks) {
    Pulse pulse = pulse(station.node());
    pulse.ahead = station.clockAhead();
    double every = station.real("Heartbeat/Every").orElse(0);
    pulse.every = every >= 1 && every <= LONGEST_BEAT ? (int) (every * 1_000) : 0;
    heard(station, now, ticks);
    circles.settle(pulse, station.text("Properties/Site").orElse(""));
    if (pulse.every > 0) {
      wheel.put(pulse, pulse.missedAt(hearingSince), ticks);
    }
  }

  private Pulse heard(Station station, long now, long ticks) {
    Pulse pulse = pulse(station.node());
    pulse.heard = ticks;
    OpenSilence silence = pulse.open;
    if (silence != null) {
      Verdict last = verdict(pulse, silence, now);
      ReturnWords words = ReturnWords.of(station, pulse.ahead);
      end(pulse, silence, judge.corrected(last, silence.heardAt, words), now);
    }
    return pulse;
  }

  private void end(Pulse pulse, OpenSilence silence, Verdict verdict, long now) {
    circles.move(pulse, silence, pulse.heardStanding());
    pulse.open = null;
    pulse.parting = Parting.UNTOLD;
    begunNow.remove(pulse.node);
    if (!pulse.remembered) {
      pulse.remembered = true;
      ended.add(new Ended(pulse, now));
    }
    if (endedNow.size() < MOST_CHANGES) {
      endedNow.add(
          new Silence(pulse.node, silence.heardAt, OptionalLong.of(now), silence.words, verdict));
    }
  }

  private void beat(Pulse pulse, Metric metric, long now, long ticks) {
    if (metric.name().filter("Heartbeat/At"::equals).isPresent()
        && !metric.historical()
        && metric.value() instanceof MetricValue.Whole at) {
      // Within bounds, so that nothing overflows that is computed with it.
      long ahead = Math.clamp(at.value(), 0, 1L << 47) - now;
      pulse.clockSaid(ahead, rules.clock().toMillis(), ticks);
      pulse.standing = pulse.heardStanding();
    }
  }

  private void died(Station station, long now, long ticks) {
    Pulse pulse = pulse(station.node());
    OpenSilence silence = pulse.open;
    if (silence == null) {
      begin(pulse, station, true, now, ticks);
    } else {
      silence.died();
      look(pulse, silence, now);
    }
  }

  private void begin(Pulse pulse, Station station, boolean died, long now, long ticks) {
    boolean told = Math.abs(now - pulse.partingAt) <= WORD_LASTS;
    OpenSilence silence =
        new OpenSilence(
            now,
            station.heardAt(),
            LastWords.of(station, pulse.ahead),
            station.presence() != Presence.UNHEARD,
            died,
            told ? pulse.parting : Parting.UNTOLD,
            now + pulse.hungAt(hearingSince) - ticks);
    pulse.open = silence;
    begunNow.put(pulse.node, silence);
    look(pulse, silence, now);
    again(pulse, silence, now, ticks);
  }

  private void look(Pulse pulse, OpenSilence silence, long now) {
    circles.move(pulse, silence, judged(pulse, silence, now));
  }

  private Standing judged(Pulse pulse, OpenSilence silence, long now) {
    Facts facts = facts(pulse, silence, now);
    if (judge.isPlanned(facts)) {
      return Standing.PLANNED;
    }
    if (now - silence.heardAt > rules.dead().toMillis()) {
      return Standing.DEAD;
    }
    return verdict(silence, facts).why() == Why.HUNG ? Standing.HUNG : Standing.SILENT;
  }

  private Verdict verdict(Pulse pulse, OpenSilence silence, long now) {
    return verdict(silence, facts(pulse, silence, now));
  }

  /** Planned work may begin and end after a restart as well. */
  private Verdict verdict(OpenSilence silence, Facts facts) {
    return silence
        .before()
        .filter(before -> before.why() != Why.PLANNED && !judge.isPlanned(facts))
        .orElseGet(() -> judge.judge(facts));
  }

  private void again(Pulse pulse, OpenSilence silence, long now, long ticks) {
    long hung = silence.hungAt - now;
    wheel.put(
        pulse, ticks + (!silence.died && hung > 0 && hung < LOOK_AGAIN ? hung : LOOK_AGAIN), ticks);
  }

  private Facts facts(Pulse pulse, OpenSilence silence, long now) {
    long window = (pulse.every > 0 ? pulse.every : USUAL_BEAT) + APART;
    return new Facts(
        now,
        silence.from,
        silence.heardAt,
        silence.died,
        silence.hungAt,
        pulse.every,
        silence.words,
        silence.parting,
        linkTrouble(silence.from, window),
        plans.covering(pulse.node, now),
        circles.ofSite(pulse, silence, window),
        circles.ofDistrict(pulse, silence, window),
        circles.ofFleet(pulse, silence, window));
  }

  private OptionalLong linkTrouble(long from, long window) {
    boolean near =
        linkBroke.isPresent()
            && from >= linkBroke.getAsLong() - window
            && from <= Math.max(linkCame, linkBroke.getAsLong()) + window;
    return near ? linkBroke : OptionalLong.empty();
  }

  /** The broker says how a session ended; before or after its will. */
  public void brokerSaid(BrokerWords.Word word, long now) {
    Pulse pulse = pulses.get(word.station());
    if (pulse == null) {
      return;
    }
    pulse.parting = word.parting();
    pulse.partingAt = now;
    OpenSilence silence = pulse.open;
    if (silence != null) {
      silence.parted(word.parting());
    }
  }

  /** The centre hears its broker no more. */
  public void linkLost(long now) {
    linkBroke = OptionalLong.of(now);
  }

  /** The centre hears its broker again. */
  public void linkUp(long now, long ticks) {
    linkCame = now;
    hearingSince = ticks;
  }

  /**
   * Does what is due.
   *
   * @param listening whether heartbeats would be heard
   * @return stations that may be in another condition now
   */
  public List<EdgeNodeDescriptor> due(
      boolean listening,
      Function<EdgeNodeDescriptor, Optional<Station>> stations,
      long now,
      long ticks) {
    if (lastTurn != Long.MIN_VALUE && ticks - lastTurn > STOOD_STILL) {
      hearingSince = ticks;
    }
    lastTurn = ticks;
    List<EdgeNodeDescriptor> other = new ArrayList<>(0);
    wheel.turn(
        ticks,
        pulse -> {
          Standing before = pulse.standing;
          stations
              .apply(pulse.node)
              .ifPresent(station -> due(pulse, station, listening, now, ticks));
          if (before != pulse.standing) {
            other.add(pulse.node);
          }
        });
    while (!ended.isEmpty() && now - ended.getFirst().at() > REMEMBERED) {
      Pulse old = ended.removeFirst().pulse();
      old.remembered = false;
      if (old.open == null) {
        circles.forgetBegun(old);
      }
    }
    return other;
  }

  private void due(Pulse pulse, Station station, boolean listening, long now, long ticks) {
    OpenSilence silence = pulse.open;
    if (silence != null) {
      look(pulse, silence, now);
      keep(pulse, silence, now);
      again(pulse, silence, now, ticks);
    } else if (station.presence() == Presence.UNHEARD) {
      unheard(pulse, station, listening, now, ticks);
    } else if (pulse.every > 0 && station.presence() != Presence.OFFLINE) {
      if (listening && ticks >= pulse.missedAt(hearingSince)) {
        begin(pulse, station, false, now, ticks);
      } else {
        wheel.put(pulse, listening ? pulse.missedAt(hearingSince) : ticks + NOT_LISTENING, ticks);
      }
    }
  }

  /** The store is to have the newest verdict: after a restart that is all there is. */
  private void keep(Pulse pulse, OpenSilence silence, long now) {
    Verdict verdict = verdict(pulse, silence, now);
    if (silence.kept != null && !silence.kept.equals(verdict)) {
      begunNow.put(pulse.node, silence);
    }
  }

  /** It fell silent while the centre was away: nothing holds its session that would say so. */
  private void unheard(Pulse pulse, Station station, boolean listening, long now, long ticks) {
    long missed = Math.max(pulse.heard, hearingSince) + UNHEARD;
    if (listening && ticks >= missed) {
      begin(pulse, station, true, now, ticks);
    } else {
      wheel.put(pulse, listening ? missed : ticks + NOT_LISTENING, ticks);
    }
  }

  /**
   * Why a station is silent, or does not answer, or has another time; empty for one that is well.
   */
  public Optional<Verdict> verdict(Station station, long now) {
    Pulse pulse = pulses.get(station.node());
    if (pulse != null && pulse.open != null) {
      return Optional.of(verdict(pulse, pulse.open, now));
    }
    Optional<String> stuck =
        station.text("Heartbeat/Stuck").filter(s -> !s.isEmpty() && isOnline(station));
    if (stuck.isPresent()) {
      long since = station.reading("Heartbeat/Stuck").orElseThrow().timestamp();
      return Optional.of(judge.stuck(stuck.get(), Math.min(since, now)));
    }
    return pulse != null && pulse.standing == Standing.CLOCK_WRONG
        ? Optional.of(judge.clock(pulse.ahead, station.since()))
        : Optional.empty();
  }

  private static boolean isOnline(Station station) {
    return station.presence() == Presence.ONLINE;
  }

  /**
   * What changed since the last calls, for the store: silences that are over, then those that began
   * and last.
   *
   * @param most of them
   */
  public List<Silence> changes(int most, long now) {
    List<Silence> over = endedNow.subList(0, Math.min(most, endedNow.size()));
    List<Silence> all = new ArrayList<>(over);
    over.clear();
    var begun = begunNow.entrySet().iterator();
    while (all.size() < most && begun.hasNext()) {
      Map.Entry<EdgeNodeDescriptor, OpenSilence> one = begun.next();
      all.add(lasting(pulse(one.getKey()), one.getValue(), now));
      begun.remove();
    }
    return all;
  }

  private Silence lasting(Pulse pulse, OpenSilence silence, long now) {
    Verdict verdict = verdict(pulse, silence, now);
    silence.kept = verdict;
    return new Silence(pulse.node, silence.heardAt, OptionalLong.empty(), silence.words, verdict);
  }

  /** Whether the fleet is heard for so long that a station which is not has been missed. */
  public boolean isHearing() {
    return lastTurn - hearingSince > 2 * UNHEARD;
  }

  /** A station from before a restart, which is to be heard soon; before the first {@link #due}. */
  public void await(EdgeNodeDescriptor node, long ticks) {
    Pulse pulse = pulse(node);
    pulse.heard = ticks;
    wheel.put(pulse, ticks + UNHEARD, ticks);
  }

  /** A silence from before a restart; before the first {@link #due}. */
  public void restore(Silence saved, long now, long ticks) {
    Pulse pulse = pulse(saved.station());
    OpenSilence silence = OpenSilence.restored(saved);
    pulse.open = silence;
    look(pulse, silence, now);
    again(pulse, silence, now, ticks);
  }

  /**
   * Why a group of stations is silent: what holds for most of them.
   *
   * @param stations some of them are enough
   */
  public Optional<Verdict> verdict(Collection<Station> stations, long now) {
    Map<Why, List<Verdict>> all = new EnumMap<>(Why.class);
    stations.forEach(station ->
        verdict(station, now)
            .ifPresent(v -> all.computeIfAbsent(v.why(), why -> new ArrayList<>()).add(v)));
    return all.values().stream().max(Comparator.comparingInt(List::size)).map(List::getFirst);
  }

  /** A station that is looked after no more. */
  public void forget(EdgeNodeDescriptor node) {
    Pulse pulse = pulses.remove(node);
    if (pulse != null) {
      OpenSilence open = pulse.open;
      if (open != null) {
        circles.move(pulse, open, Standing.HEARD);
      }
      pulse.open = null;
      pulse.every = 0;
      begunNow.remove(node);
      endedNow.removeIf(silence -> silence.station().equals(node));
      circles.leave(pulse);
    }
  }

  /** Stations that are silent, whatever for; for tests and the centre's own figures. */
  public long silent() {
    return pulses.values().stream().filter(pulse -> pulse.open != null).count();
  }
}
