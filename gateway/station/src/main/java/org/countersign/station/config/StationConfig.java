package org.countersign.station.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.countersign.host.bundle.Isolation;
import org.countersign.toml.ConfigProblem;

/**
 * A station's configuration, typed and complete: defaults filled in, paths absolute. No secret is
 * in it, only the files that hold them.
 *
 * @param folder where it was read
 * @param station who the station is
 * @param http how its API listens
 * @param ledger where its record is
 * @param audit how it vouches for its record
 * @param grant what lets it issue
 * @param serials which serials a pilot without grants may give; otherwise the grant says
 * @param profiles which products it makes
 * @param drivers where drivers were installed for it
 * @param signing keys by signature suite
 * @param authorities PEM files of the country signing authorities that finished cards must lead to
 * @param keys where the personalisation keys of cards come from
 * @param fleet where it reports; empty for a station on its own
 * @param stock how it accounts for blanks
 * @param limits how much it takes
 * @param devices its devices, by id
 * @param unattended what it does while nobody looks
 */
public record StationConfig(
    Path folder,
    Identity station,
    Http http,
    LedgerFiles ledger,
    Audit audit,
    GrantFiles grant,
    Optional<SerialRange> serials,
    ProfileFolder profiles,
    Drivers drivers,
    Map<String, SigningKey> signing,
    List<Path> authorities,
    CardKeys keys,
    Optional<Fleet> fleet,
    StockRules stock,
    Limits limits,
    List<DeviceConfig> devices,
    Unattended unattended) {

  public StationConfig {
    signing = Map.copyOf(signing);
    authorities = List.copyOf(authorities);
    devices = List.copyOf(devices);
  }

  /**
   * Who the station is: district and id make one name in the fleet.
   *
   * @param site where it stands; stations of one site share power and line; may be empty
   * @param production whether real cards are made; then what is a note for a pilot is a warning
   */
  public record Identity(String id, String district, String site, boolean production) {}

  /**
   * How the API listens, on loopback only.
   *
   * @param port 0 takes a free one
   * @param tokenFile bearer token; made with a random one at the first start
   * @param maxBody largest body in bytes
   */
  public record Http(int port, Path tokenFile, int maxBody) {}

  /**
   * Where the record is.
   *
   * @param keyFile station key; made at the first start, before the ledger is
   * @param freeSpace bytes that must be free before a job or a card is begun
   */
  public record LedgerFiles(Path file, Path keyFile, long freeSpace) {}

  /**
   * How the station vouches for its record: with signed heads.
   *
   * @param keyFile PKCS#12; made at the first start
   * @param passwordFile its password; made with it
   * @param certificate PEM of the key, for everyone; made with it
   * @param records a head is signed after so many
   * @param every and after so much time
   */
  public record Audit(
      Path keyFile, Path passwordFile, Path certificate, int records, Duration every) {}

  /**
   * What lets the station issue.
   *
   * @param required whether it needs a grant at all; false is for pilots
   * @param file a grant that is taken at the start; its signature is beside it in {@code .p7s}
   * @param authorities PEM files of those who may sign grants, or issue those who may
   * @param epochFile the ledger's anchor, outside the ledger's folder
   * @param machineFile what tells this machine from another
   */
  public record GrantFiles(
      boolean required, Path file, List<Path> authorities, Path epochFile, Path machineFile) {
    public GrantFiles {
      authorities = List.copyOf(authorities);
    }
  }

  /**
   * Which products the station makes: every {@code *.json} in the folder.
   *
   * @param signers PEM files of those who may sign profiles
   * @param allowUnsigned for development
   */
  public record ProfileFolder(Path folder, List<Path> signers, boolean allowUnsigned) {
    public ProfileFolder {
      signers = List.copyOf(signers);
    }
  }

  /**
   * Where drivers were installed for the station.
   *
   * @param folder with one folder a driver, named as it
   * @param trust folder with the PEM files of those who may sign drivers, or issue those who may
   * @param allowUnsigned developer mode
   */
  public record Drivers(Path folder, Path trust, boolean allowUnsigned) {}

  /** A document signer's key. */
  public sealed interface SigningKey {
    /** In a PKCS#12 file, which whoever takes the box takes along. */
    record Pkcs12(Path file, Path passwordFile, Optional<String> alias) implements SigningKey {}

    /**
     * In a token.
     *
     * @param certificate PEM file; empty takes the one in the token
     */
    record Pkcs11(
        Path library, String token, Path pinFile, String alias, Optional<Path> certificate)
        implements SigningKey {}

    /**
     * In a service's hands.
     *
     * @param url {@code https://}
     * @param certificate PEM file of the document signer
     * @param clientKey PKCS#12 file with {@code clientPasswordFile}: the station's own key
     * @param ca PEM file of the authority of the service's certificate
     * @param connect limit of TCP and TLS
     * @param answer limit of one answer
     * @param patience how long a card waits for its signature
     */
    record Remote(
        URI url,
        Path certificate,
        Path clientKey,
        Path clientPasswordFile,
        Path ca,
        Duration connect,
        Duration answer,
        Duration patience)
        implements SigningKey {}
  }

  /**
   * Where the personalisation keys of cards come from.
   *
   * @param file master keys, for every key set that is not in {@code sets}
   * @param sets by name
   * @param wrapping how envelopes are opened; there if a set comes wrapped
   * @param sam there if a set is in it
   */
  public record CardKeys(
      Optional<Path> file,
      Map<String, KeySet> sets,
      Optional<Wrapping> wrapping,
      Optional<Sam> sam) {
    public CardKeys {
      sets = Map.copyOf(sets);
    }
  }

  /** A key set whose master key is not on the box. */
  public sealed interface KeySet {
    /**
     * Comes with each job, wrapped.
     *
     * @param version of the authority's master key
     */
    record Wrapped(int version) implements KeySet {}

    /**
     * In the station's SAM.
     *
     * @param slot place of its master key, from 1
     */
    record InSam(int slot) implements KeySet {}
  }

  /** How envelopes of card keys are opened. */
  public sealed interface Wrapping {

    /** PEM files of those who may send card keys, or issue those who may. */
    List<Path> authorities();

    /** With a key in a file, which whoever takes the box takes along. */
    record Pkcs12(List<Path> authorities, Path file, Path passwordFile) implements Wrapping {
      public Pkcs12 {
        authorities = List.copyOf(authorities);
      }
    }

    /** With a key in a token. */
    record Pkcs11(List<Path> authorities, Path library, String token, Path pinFile, String alias)
        implements Wrapping {
      public Pkcs11 {
        authorities = List.copyOf(authorities);
      }
    }
  }

  /**
   * The secure access module that derives card keys.
   *
   * @param driver of its reader
   * @param settings of the driver, checked, defaults filled in
   * @param pairingFile keys of the channel to it
   * @param orderFile what the authority sends it, taken from there
   * @param low cards left at which a top-up should come
   */
  public record Sam(
      String driver, Map<String, String> settings, Path pairingFile, Path orderFile, long low) {
    public Sam {
      settings = Map.copyOf(settings);
    }
  }

  /**
   * Where the station reports.
   *
   * @param broker {@code tcp://} or {@code ssl://}
   * @param user with {@code passwordFile}
   * @param ca PEM file, for {@code ssl://}
   * @param clientKey PKCS#12 file with {@code clientPasswordFile}
   * @param records whether a centre takes issuance records and audit heads
   */
  public record Fleet(
      List<URI> brokers,
      Optional<String> user,
      Optional<Path> passwordFile,
      Optional<Path> ca,
      Optional<Path> clientKey,
      Optional<Path> clientPasswordFile,
      Optional<String> primaryHost,
      Duration keepAlive,
      boolean records) {}

  /**
   * How the station accounts for blanks.
   *
   * @param operators file of the counter's persons; written by a command, missing at first
   * @param requireBatch whether a card is taken only from a batch that is open
   * @param low blanks of a product at which more should come
   */
  public record StockRules(Path operators, boolean requireBatch, long low) {}

  /**
   * How much the station takes.
   *
   * @param waitingJobs beyond it new jobs are refused
   * @param devices the same for every device
   */
  public record Limits(int waitingJobs, DeviceLimits devices) {}

  /**
   * What the station does while nobody looks.
   *
   * @param selfTestAt time of day of the self-test
   * @param zone of that time
   * @param openFor hours of the counter, for the cards that a day can hold
   * @param testCards what the self-test tries at the devices; empty for none
   * @param longestOff so far the clock may be ahead of the newest record at a start
   * @param log a log file beside the one on standard error; empty for none
   */
  public record Unattended(
      LocalTime selfTestAt,
      ZoneId zone,
      Duration openFor,
      Optional<TestCardSettings> testCards,
      Duration longestOff,
      Optional<LogFiles> log) {}

  /**
   * The station's test cards.
   *
   * @param chips their chips' own numbers, hex in capitals; no other chip is ever tried
   * @param profile what is done to them, a JSON file
   * @param keyFile their keys, which open no card of anybody
   * @param limit a device that takes longer is slow
   */
  public record TestCardSettings(List<String> chips, Path profile, Path keyFile, Duration limit) {
    public TestCardSettings {
      chips = List.copyOf(chips);
    }
  }

  /**
   * A log in files.
   *
   * @param file the newest one
   * @param size in bytes at which the next one is begun
   * @param keep full ones that are kept
   */
  public record LogFiles(Path file, long size, int keep) {}

  /**
   * One device.
   *
   * @param id from the file's name
   * @param isolation where its driver runs; empty for what the driver's manifest says
   * @param profiles products it makes; empty for all
   * @param settings checked against the driver's descriptor, defaults filled in
   */
  public record DeviceConfig(
      String id,
      String driver,
      Optional<Isolation> isolation,
      Set<String> profiles,
      Map<String, String> settings) {
    public DeviceConfig {
      profiles = Set.copyOf(profiles);
      settings = Map.copyOf(settings);
    }
  }

  /** What came of reading a configuration. */
  public sealed interface Loaded {
    /** Nothing is wrong with it. */
    record Good(StationConfig config) implements Loaded {}

    /** Everything that is wrong with it. */
    record Bad(List<ConfigProblem> problems) implements Loaded {}
  }
}
