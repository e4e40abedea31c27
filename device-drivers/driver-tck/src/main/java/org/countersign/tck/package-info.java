/** The conformance kit that a driver's author runs. */
@NullMarked
package org.countersign.tck;

import org.jspecify.annotations.NullMarked;
