package org.countersign.personalization.plan;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.countersign.apdu.Bytes;
import org.countersign.driver.DeviceException;
import org.countersign.personalization.profile.CardFile;
import org.countersign.personalization.profile.Profile;
import org.countersign.personalization.profile.ResumeWay;
import org.countersign.personalization.profile.Step;

/** The steps of a profile on one card. One thread. */
public final class PlanRun {

  private final Profile profile;
  private final Evaluator values;
  private final CardSession session;
  private final StepRunner runner;

  PlanRun(
      Profile profile,
      CardData data,
      Map<String, Bytes> fixed,
      RuntimeFacts facts,
      CardSession session) {
    this(profile, new Evaluator(profile, data, facts, fixed), session, true);
  }

  private PlanRun(Profile profile, Evaluator values, CardSession session, boolean contentsKnown) {
    this.profile = profile;
    this.values = values;
    this.session = session;
    this.runner = new StepRunner(profile, values, session, contentsKnown);
  }

  /** For somebody who reads a card and knows nothing of its application. */
  public static PlanRun inspecting(Profile profile, RuntimeFacts facts, CardSession session) {
    CardData nothing = new CardData(Map.of(), Map.of(), "", "", LocalDate.EPOCH);
    return new PlanRun(profile, new Evaluator(profile, nothing, facts), session, false);
  }

  /**
   * Carries steps out, in order.
   *
   * @throws StepFailure if the card answers otherwise than the profile says
   * @throws FieldFailure if a key is missing, or a size is not as planned
   */
  public void run(List<Step> steps) throws DeviceException, StepFailure, FieldFailure {
    runner.run(steps);
  }

  /**
   * Writes what differs on a card whose work was cut off, and what the way does on every card.
   *
   * @throws StepFailure as {@link #run}
   * @throws FieldFailure as {@link #run}
   */
  public void restore(ResumeWay way) throws DeviceException, StepFailure, FieldFailure {
    new Restoring(runner, way).run();
    runner.run(way.write());
  }

  /**
   * The chip's own number.
   *
   * @throws StepFailure if this is no such chip
   */
  public Bytes readChipId() throws DeviceException, StepFailure {
    return ChipIdReading.read(profile.card(), session, "read chip number", false);
  }

  /** Contents of the files that were read. */
  public SortedMap<String, Bytes> filesRead() {
    return new TreeMap<>(runner.files());
  }

  /** What every file on the card must hold; files that are left out are missing here. */
  public SortedMap<String, Bytes> contents() throws FieldFailure {
    SortedMap<String, Bytes> all = new TreeMap<>();
    for (CardFile file : profile.files()) {
      if (values.present(file.name())) {
        all.put(file.name(), values.file(file.name()));
      }
    }
    return all;
  }

  /** The files to be signed, by data group number. */
  public SortedMap<Integer, Bytes> dataGroups() throws FieldFailure {
    SortedMap<Integer, Bytes> groups = new TreeMap<>();
    if (profile.signing().isPresent()) {
      for (Map.Entry<Integer, String> group : profile.signing().get().dataGroups().entrySet()) {
        if (values.present(group.getValue())) {
          groups.put(group.getKey(), values.file(group.getValue()));
        }
      }
    }
    return groups;
  }
}
