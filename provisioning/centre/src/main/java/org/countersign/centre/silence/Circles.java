package org.countersign.centre.silence;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.countersign.centre.condition.Standing;

/** Who shares what with whom, and who of them is silent. */
final class Circles {

  private final Circle fleet = new Circle(Circle.Kind.FLEET, "");
  private final Map<String, Circle> districts = new HashMap<>();
  private final Map<Place, Circle> sites = new HashMap<>();

  private record Place(String district, String site) {}

  /** A station is looked after from now on. */
  void join(Pulse pulse) {
    fleet.joined(1);
    district(pulse).joined(1);
  }

  private Circle district(Pulse pulse) {
    return districts.computeIfAbsent(
        pulse.node.group(), name -> new Circle(Circle.Kind.DISTRICT, name));
  }

  /** A station says where it stands; while it is heard. */
  void settle(Pulse pulse, String site) {
    Circle next =
        site.isEmpty()
            ? null
            : sites.computeIfAbsent(
                new Place(pulse.node.group(), site), p -> new Circle(Circle.Kind.SITE, p.site()));
    Circle before = pulse.site;
    if (before == next) {
      return;
    }
    forgetBegun(pulse);
    if (before != null) {
      before.joined(-1);
      if (before.isEmpty()) {
        sites.remove(new Place(pulse.node.group(), before.name()));
      }
    }
    if (next != null) {
      next.joined(1);
    }
    pulse.site = next;
  }

  /** A station is another than before: its silence counts, or not. */
  void move(Pulse pulse, OpenSilence silence, Standing next) {
    int counted = counts(next) - counts(pulse.standing);
    int away = (next.isAway() ? 1 : 0) - (pulse.standing.isAway() ? 1 : 0);
    each(
        pulse,
        circle -> {
          circle.silent(silence.words, counted);
          circle.away(away);
        });
    if (counted > 0) {
      forgetBegun(pulse);
      pulse.begun = silence.began();
      pulse.begun.ifPresent(from -> each(pulse, circle -> circle.begun(from, 1)));
    }
    pulse.standing = next;
  }

  /** Its newest silence is of no more use for others. */
  void forgetBegun(Pulse pulse) {
    pulse.begun.ifPresent(from -> each(pulse, circle -> circle.begun(from, -1)));
    pulse.begun = OptionalLong.empty();
  }

  private static int counts(Standing standing) {
    return standing.isSilent() && !standing.isAway() ? 1 : 0;
  }

  private void each(Pulse pulse, Consumer<Circle> told) {
    told.accept(fleet);
    told.accept(district(pulse));
    if (pulse.site != null) {
      told.accept(pulse.site);
    }
  }

  /** A heard station is looked after no more. */
  void leave(Pulse pulse) {
    settle(pulse, "");
    forgetBegun(pulse);
    fleet.joined(-1);
    Circle district = district(pulse);
    district.joined(-1);
    if (district.isEmpty()) {
      districts.remove(pulse.node.group());
    }
  }

  Optional<Companions> ofSite(Pulse pulse, OpenSilence silence, long window) {
    return Optional.ofNullable(pulse.site)
        .map(circle -> of(circle, pulse, silence, window))
        .filter(companions -> companions.others() > 0);
  }

  Companions ofDistrict(Pulse pulse, OpenSilence silence, long window) {
    return of(district(pulse), pulse, silence, window);
  }

  Companions ofFleet(Pulse pulse, OpenSilence silence, long window) {
    return of(fleet, pulse, silence, window);
  }

  private static Companions of(Circle circle, Pulse pulse, OpenSilence silence, long window) {
    return circle.without(
        silence.words,
        counts(pulse.standing) > 0,
        pulse.standing.isAway(),
        silence.began(),
        window);
  }
}
