/**
 * The station's configuration: {@code station.toml} and one file a device in {@code devices.d/},
 * read strictly, every problem told at once with file, line, key and likely spelling.
 */
@NullMarked
package org.countersign.station.config;

import org.jspecify.annotations.NullMarked;
