/** The centre's configuration: one file {@code centre.toml} in a folder. */
@NullMarked
package org.countersign.centre.config;

import org.jspecify.annotations.NullMarked;
