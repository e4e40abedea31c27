package org.countersign.personalization.plan;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.countersign.apdu.Bytes;
import org.countersign.personalization.Application;
import org.countersign.personalization.profile.InspectionRules;
import org.countersign.personalization.profile.Profile;

/** A profile compiled for one application. Immutable; holds personal data, prints none. */
public final class Plan {

  private final Profile profile;
  private final CardData data;
  private final Bytes hash;
  private final List<PlannedCommand> commands;
  private final Map<String, Integer> fileSizes;
  private final Map<String, Bytes> fixed;
  private final Instant at;

  Plan(
      Profile profile,
      CardData data,
      Bytes hash,
      List<PlannedCommand> commands,
      Map<String, Integer> fileSizes,
      Map<String, Bytes> fixed,
      Instant at) {
    this.profile = profile;
    this.data = data;
    this.hash = hash;
    this.commands = List.copyOf(commands);
    this.fileSizes = Collections.unmodifiableMap(fileSizes);
    this.fixed = Map.copyOf(fixed);
    this.at = at;
  }

  /** The profile it was compiled from. */
  public Profile profile() {
    return profile;
  }

  /** Id of the profile. */
  public String profileId() {
    return profile.id();
  }

  /** Signature suite; empty if the profile signs nothing. */
  public String suite() {
    return data.suite();
  }

  /** The keys that came with the application, wrapped; nothing of it goes onto the card. */
  public Optional<Bytes> keyEnvelope() {
    return Optional.ofNullable(data.attachments().get(Application.KEY_ENVELOPE));
  }

  /** The moment that it was compiled for; the day of issue comes from it. */
  public Instant at() {
    return at;
  }

  /** Serial of the card. */
  public String serial() {
    return data.serial();
  }

  /**
   * SHA-256 over profile hash, suite, serial and every byte that the plan puts on the card: a plain
   * digest over personal data, to be kept only keyed or not at all.
   */
  public Bytes hash() {
    return hash;
  }

  /** Every command in order, with the largest blocks that the profile allows. */
  public List<PlannedCommand> commands() {
    return commands;
  }

  /** Bytes of each file on the card, in the profile's order; of the signed object, at most. */
  public Map<String, Integer> fileSizes() {
    return fileSizes;
  }

  /** Seconds that the card needs at a link speed, without operator and signature. */
  public double estimatedSeconds(Link link) {
    int page = profile.card().page();
    return commands.stream().mapToDouble(c -> LinkModel.seconds(link, c, page)).sum();
  }

  /**
   * Binds the plan to a card.
   *
   * @param facts what is known of the card; asked again at every step
   */
  public PlanRun on(RuntimeFacts facts, CardSession session) {
    return new PlanRun(profile, data, fixed, facts, session);
  }

  /**
   * The files to be signed, by data group number; empty if the profile signs nothing or a file
   * holds something of the card at hand, so that {@link PlanRun#dataGroups()} must be asked.
   */
  public Optional<SortedMap<Integer, Bytes>> dataGroups() {
    return profile
        .signing()
        .flatMap(signing -> {
          SortedMap<Integer, Bytes> groups = new TreeMap<>();
          for (Map.Entry<Integer, String> group : signing.dataGroups().entrySet()) {
            Bytes content = fixed.get(group.getValue());
            if (content != null) {
              groups.put(group.getKey(), content);
            } else if (fileSizes.containsKey(group.getValue())) {
              return Optional.empty();
            }
          }
          return Optional.of(groups);
        });
  }

  /**
   * The machine readable zone that opens the finished card: three lines.
   *
   * @throws IllegalStateException if the card is not opened that way
   */
  public List<String> machineReadableZone() {
    if (!(profile.inspection().access() instanceof InspectionRules.Bac bac)) {
      throw new IllegalStateException(profile + " has no basic access control");
    }
    try {
      return new Evaluator(profile, data, new TrialFacts(profile, 0)).mrz(bac.mrz());
    } catch (FieldFailure e) {
      throw new IllegalStateException("the plan was compiled with it", e);
    }
  }

  @Override
  public String toString() {
    return "Plan[" + profile + " " + serial() + "]";
  }
}
