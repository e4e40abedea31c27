/**
 * Strict reading of TOML: every problem at once, with file, line, key and the likely spelling.
 *
 * <pre>{@code
 * Problems problems = new Problems();
 * Optional<Section> root = TomlFile.read(folder.resolve(name), name, folder, problems);
 * root.ifPresent(all -> {
 *   Section http = all.section("http");
 *   port = http.integer("port", 1, 65_535, 8443);
 *   idle = http.duration("idle", Duration.ofSeconds(1), Duration.ofHours(1), "75s");
 *   http.end(); // A key that nobody asked for is a problem too.
 *   all.end();
 * });
 * problems.all().forEach(problem -> err.println(problem)); // None is left out.
 * }</pre>
 */
@NullMarked
package org.countersign.toml;

import org.jspecify.annotations.NullMarked;
