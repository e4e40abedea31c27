package org.countersign.demo;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the example applications lie: the installation's folder, or the checkout's. */
final class Examples {

  private Examples() {}

  static Path file(Product product) throws IOException {
    Path folder = Path.of(System.getProperty("countersign.examples", "gateway/examples"));
    Path file = folder.resolve(product.examples());
    if (!Files.exists(file)) {
      throw new FileNotFoundException(
          "no example applications at " + file + "; set -Dcountersign.examples=DIR");
    }
    return file;
  }
}
