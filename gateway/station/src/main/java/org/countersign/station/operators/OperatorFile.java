package org.countersign.station.operators;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.countersign.apdu.Bytes;
import org.countersign.toml.ConfigProblem;
import org.countersign.toml.Problems;
import org.countersign.toml.Section;
import org.countersign.toml.TomlFile;
import org.countersign.trust.secret.SecretFile;

/**
 * The file of operators, mode 0600, apart from {@code station.toml} so that whoever may read the
 * configuration sees no hash. Written by the command alone; a change is whole or not at all.
 */
public final class OperatorFile {

  private static final String HEX = "[0-9A-Fa-f]+";

  private final Path file;

  /** A file that may not be there yet. */
  public OperatorFile(Path file) {
    this.file = file.toAbsolutePath();
  }

  /**
   * Every operator; none if there is no file.
   *
   * @throws IOException with a sentence for the operator if it is open to others or not right
   */
  public List<Operator> read() throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    Optional<String> open = SecretFile.problem(file);
    if (open.isPresent()) {
      throw new IOException(open.get());
    }
    Problems problems = new Problems();
    List<Operator> operators = new ArrayList<>();
    TomlFile.read(file, String.valueOf(file.getFileName()), file.resolveSibling("."), problems)
        .ifPresent(root -> {
          root.sections("operators").forEach(s -> operator(s).ifPresent(operators::add));
          root.end();
        });
    Set<String> names = new HashSet<>();
    for (Operator operator : operators) {
      if (!names.add(operator.name())) {
        problems.add(String.valueOf(file.getFileName()), "names " + operator.name() + " twice");
      }
    }
    if (problems.count() > 0) {
      throw new IOException(
          file
              + " cannot be used: "
              + problems.all().stream()
                  .map(ConfigProblem::toString)
                  .collect(Collectors.joining("; ")));
    }
    return List.copyOf(operators);
  }

  private static Optional<Operator> operator(Section section) {
    String name = section.text("name", Operator::isName, "a name", "operator");
    String role =
        section.text("role", r -> Operator.Role.of(r).isPresent(), "clerk or supervisor", "clerk");
    long iterations = section.requiredInteger("iterations", PinHash.FEWEST, 100_000_000);
    String salt = section.text("salt", s -> isHex(s, 16), "16 bytes in hexadecimal", "00");
    String hash = section.text("hash", s -> isHex(s, 32), "32 bytes in hexadecimal", "00");
    section.end();
    return section.good()
        ? Optional.of(
            new Operator(
                name,
                Operator.Role.of(role).orElseThrow(),
                new PinHash((int) iterations, Bytes.hex(salt), Bytes.hex(hash))))
        : Optional.empty();
  }

  private static boolean isHex(String text, int bytes) {
    return text.length() == 2 * bytes && text.matches(HEX);
  }

  /** Writes every operator in place of what is there. */
  public void write(List<Operator> operators) throws IOException {
    StringBuilder text = new StringBuilder("# Written by 'countersign operators'.\n");
    for (Operator operator : operators) {
      text.append(
          """

          [[operators]]
          name = "%s"
          role = "%s"
          iterations = %d
          salt = "%s"
          hash = "%s"
          """
              .formatted(
                  operator.name(),
                  operator.role().word(),
                  operator.pin().iterations(),
                  operator.pin().salt().toHex(),
                  operator.pin().hash().toHex()));
    }
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    try (OutputStream out = SecretFile.create(fresh)) {
      out.write(text.toString().getBytes(StandardCharsets.UTF_8));
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
