@NullMarked
package org.countersign.station;

import org.jspecify.annotations.NullMarked;
