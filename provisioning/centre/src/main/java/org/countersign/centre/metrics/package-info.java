/** What the centre tells Prometheus of its fleet and of itself. */
@NullMarked
package org.countersign.centre.metrics;

import org.jspecify.annotations.NullMarked;
