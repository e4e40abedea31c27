/** What the station does, as its API, its fleet link and its command line see it. */
@NullMarked
package org.countersign.station.jobs;

import org.jspecify.annotations.NullMarked;
