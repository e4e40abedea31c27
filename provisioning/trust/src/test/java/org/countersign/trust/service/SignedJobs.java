package org.countersign.trust.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What was signed for which job: one line each, on disk before anybody hears of it. */
final class SignedJobs {

  /** A question, as one text, and the signature in hex. */
  record Signed(String question, String signature) {}

  private final Path file;
  private final Map<String, Signed> jobs = new ConcurrentHashMap<>();

  private SignedJobs(Path file) {
    this.file = file;
  }

  static SignedJobs open(Path file) throws IOException {
    SignedJobs opened = new SignedJobs(file);
    for (String line : Files.exists(file) ? Files.readAllLines(file) : List.<String>of()) {
      String[] parts = line.split("\t");
      opened.jobs.put(parts[0], new Signed(parts[1], parts[2]));
    }
    return opened;
  }

  Optional<Signed> find(String job) {
    return Optional.ofNullable(jobs.get(job));
  }

  void add(String job, Signed signed) throws IOException {
    Files.writeString(
        file,
        job + "\t" + signed.question() + "\t" + signed.signature() + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND,
        StandardOpenOption.DSYNC);
    jobs.put(job, signed);
  }
}
