/** The centre's connection to its broker: Sparkplug host and records over one session. */
@NullMarked
package org.countersign.centre.link;

import org.jspecify.annotations.NullMarked;
