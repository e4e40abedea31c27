package org.countersign.tck.toy;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.countersign.driver.link.Links;
import org.countersign.tck.Bench;
import org.countersign.tck.Deed;
import org.countersign.tck.Subject;

/** Two toy encoders and everything that can be done to them. */
public final class ToyBench implements Bench {

  private static final String PORT = "/dev/toy0";
  private static final String OTHER_PORT = "/dev/toy1";

  private final Subject subject;
  private final ToyLinks links = new ToyLinks();
  private final ToyDevice device = new ToyDevice("T000001");
  private final ToyDevice other = new ToyDevice("T000002");

  /** A bench for a driver that drives toy encoders with the settings of the toy driver. */
  public ToyBench(Subject subject) {
    this.subject = subject;
    links.connect(PORT, device);
    links.connect(OTHER_PORT, other);
    other.insert();
  }

  @Override
  public Subject subject() {
    return subject;
  }

  @Override
  public Map<String, String> settings() {
    return Map.of("port", PORT, "answer-time", "100ms", "access-code", "kit-canary-7c1f0e");
  }

  @Override
  public Set<String> secretSettings() {
    return Set.of("access-code");
  }

  @Override
  public Optional<Map<String, String>> secondSettings() {
    return Optional.of(Map.of("port", OTHER_PORT, "answer-time", "100ms"));
  }

  @Override
  public List<Map<String, String>> wrongSettings() {
    return List.of(Map.of("port", PORT, "answer-time", "0ms"), Map.of("port", "/dev/no-such-port"));
  }

  @Override
  public Links links() {
    return links;
  }

  @Override
  public Map<Deed, Act> deeds() {
    Map<Deed, Act> deeds = new EnumMap<>(Deed.class);
    deeds.put(Deed.INSERT_CARD, device::insert);
    deeds.put(Deed.REMOVE_CARD, device::remove);
    deeds.put(Deed.MUTE_CARD, () -> device.mute(true));
    deeds.put(Deed.UNMUTE_CARD, () -> device.mute(false));
    deeds.put(Deed.JAM_NEXT_CARD, device::jamNext);
    deeds.put(Deed.EMPTY_HOPPER, () -> device.fill(false));
    deeds.put(Deed.FILL_HOPPER, () -> device.fill(true));
    deeds.put(Deed.UNPLUG, () -> links.unplug(true));
    deeds.put(Deed.REPLUG, () -> links.unplug(false));
    return deeds;
  }

  @Override
  public Duration exchangeLimit() {
    return Duration.ofMillis(250);
  }

  @Override
  public Duration movementLimit() {
    return Duration.ofSeconds(2);
  }
}
