package org.countersign.personalization.profile;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.countersign.apdu.Bytes;

/**
 * A card product: how one application becomes one card. Read by {@link ProfileReader}, which has
 * checked that every name in it leads somewhere.
 *
 * @param hash SHA-256 over its canonical JSON (RFC 8785): its address
 * @param id word by which applications name it
 * @param version the profile's own
 * @param suites signature suites, the first is taken if an application names none; empty if nothing
 *     is signed
 * @param constants texts by name
 * @param codes code lists: text to bytes, by list
 * @param values named expressions
 * @param files in the order of the profile
 * @param signing what is signed
 * @param resume how a card is gone on with whose work was cut off; none: such a card is waste
 */
public record Profile(
    Bytes hash,
    String id,
    int version,
    String title,
    List<String> suites,
    SerialFormat serialFormat,
    Map<String, String> constants,
    Map<String, Map<String, Bytes>> codes,
    CardRules card,
    Map<String, Expression.KeySet> keys,
    List<DataElement> data,
    List<Attachment> attachments,
    Map<String, Expression> values,
    List<CardFile> files,
    Optional<Signing> signing,
    Phases phases,
    InspectionRules inspection,
    List<ResumeWay> resume) {

  /**
   * What is signed.
   *
   * @param dataGroups data group number to file
   * @param file where the signed object stands
   */
  public record Signing(String file, SortedMap<Integer, String> dataGroups) {}

  /**
   * The steps, by phase.
   *
   * @param open reads that tell a blank of this profile from any other card
   * @param authenticate until the chip obeys us; changes nothing
   * @param write fills the card
   * @param readBack reads all that was written, over the same channel
   * @param activate ends with the one command that makes the card valid
   */
  public record Phases(
      List<Step> open,
      List<Step> authenticate,
      List<Step> write,
      List<Step> readBack,
      List<Step> activate) {
    public Phases {
      open = List.copyOf(open);
      authenticate = List.copyOf(authenticate);
      write = List.copyOf(write);
      readBack = List.copyOf(readBack);
      activate = List.copyOf(activate);
    }
  }

  public Profile {
    suites = List.copyOf(suites);
    constants = Map.copyOf(constants);
    codes = Map.copyOf(codes);
    keys = Map.copyOf(keys);
    data = List.copyOf(data);
    attachments = List.copyOf(attachments);
    values = Map.copyOf(values);
    files = List.copyOf(files);
    resume = List.copyOf(resume);
  }

  /** The file of that name. */
  public Optional<CardFile> file(String name) {
    return files.stream().filter(f -> f.name().equals(name)).findFirst();
  }

  /** The data element of that name. */
  public Optional<DataElement> element(String name) {
    return data.stream().filter(e -> e.name().equals(name)).findFirst();
  }

  /** The attachment of that name. */
  public Optional<Attachment> attachment(String name) {
    return attachments.stream().filter(a -> a.name().equals(name)).findFirst();
  }

  @Override
  public String toString() {
    return id + " version " + version;
  }
}
