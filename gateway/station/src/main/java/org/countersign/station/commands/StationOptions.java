package org.countersign.station.commands;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.countersign.personalization.keys.Secret;
import org.countersign.station.client.StationClient;
import org.countersign.trust.secret.SecretFile;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;
import picocli.CommandLine.Option;

/** Which station a command talks to. */
final class StationOptions {

  private static final String DEFAULT_CONFIG = "/etc/countersign";
  private static final long DEFAULT_PORT = 8440;

  @Option(
      names = "--config",
      paramLabel = "DIR",
      description =
          "The station's configuration, for its port and token file"
              + " (or COUNTERSIGN_CONFIG; otherwise "
              + DEFAULT_CONFIG
              + ").")
  private @Nullable Path config;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "The station's address (or COUNTERSIGN_URL; otherwise from --config).")
  private @Nullable URI url;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "The station's token (or COUNTERSIGN_TOKEN_FILE; otherwise from --config).")
  private @Nullable Path tokenFile;

  /** A client of that station. */
  StationClient client() throws CommandFailure {
    Path file = tokenFile != null ? tokenFile : environment("COUNTERSIGN_TOKEN_FILE");
    URI address = url != null ? url : environmentUrl();
    return new StationClient(
        address != null ? address : URI.create("http://127.0.0.1:" + configuredPort()),
        token(file != null ? file : configuredTokenFile()));
  }

  /** Where it is looked for, for messages. */
  String addressed() {
    try {
      URI address = url != null ? url : environmentUrl();
      return address != null ? address.toString() : "127.0.0.1:" + configuredPort();
    } catch (CommandFailure unknown) {
      return folder().toString();
    }
  }

  /** The station's configuration. */
  Path folder() {
    if (config != null) {
      return config;
    }
    Path folder = environment("COUNTERSIGN_CONFIG");
    return folder != null ? folder : Path.of(DEFAULT_CONFIG);
  }

  private static @Nullable Path environment(String name) {
    String value = System.getenv(name);
    return value == null || value.isBlank() ? null : Path.of(value);
  }

  private static @Nullable URI environmentUrl() throws CommandFailure {
    String value = System.getenv("COUNTERSIGN_URL");
    try {
      return value == null || value.isBlank() ? null : URI.create(value.strip());
    } catch (IllegalArgumentException bad) {
      throw new CommandFailure(ExitCode.USAGE, "COUNTERSIGN_URL is no URL");
    }
  }

  private long configuredPort() throws CommandFailure {
    Optional<Long> port = toml().map(t -> t.getLong("http.port", () -> DEFAULT_PORT));
    if (port.isPresent() && port.get() == 0) {
      throw new CommandFailure(
          ExitCode.USAGE,
          folder().resolve("station.toml")
              + " lets the station take a free port; say with --url which one it took (its log has"
              + " it)");
    }
    return port.orElse(DEFAULT_PORT);
  }

  private Path configuredTokenFile() throws CommandFailure {
    String file =
        toml()
            .map(t -> t.getString("http.token-file", () -> "secrets/http.token"))
            .orElse("secrets/http.token");
    return folder().resolve(file);
  }

  private Optional<TomlParseResult> toml() throws CommandFailure {
    Path file = folder().resolve("station.toml");
    return Files.exists(file) ? Optional.of(toml(file)) : Optional.empty();
  }

  /** A text of a {@code station.toml}, which is read for it alone. */
  static String text(Path file, String key, String otherwise) throws CommandFailure {
    try {
      return String.valueOf(toml(file).getString(key, () -> otherwise));
    } catch (org.tomlj.TomlInvalidTypeException e) {
      throw new CommandFailure(ExitCode.USAGE, file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static TomlParseResult toml(Path file) throws CommandFailure {
    try {
      TomlParseResult toml = Toml.parse(file);
      if (toml.hasErrors()) {
        throw new CommandFailure(
            ExitCode.USAGE, file + " cannot be read; 'countersign check' tells why");
      }
      return toml;
    } catch (IOException | org.tomlj.TomlInvalidTypeException unreadable) {
      throw new CommandFailure(
          ExitCode.USAGE, file + " cannot be read: " + unreadable.getMessage(), unreadable);
    }
  }

  private static Secret token(Path file) throws CommandFailure {
    try {
      return Secret.of(SecretFile.token(file));
    } catch (IOException unreadable) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "the station's token: "
              + unreadable.getMessage()
              + ". Name the configuration with --config, or the file with --token-file. The station"
              + " makes it at its first start.",
          unreadable);
    }
  }
}
