/** What is installed on a box, and the launcher of a checkout, as a person meets them. */
@NullMarked
package org.countersign.distribution;

import org.jspecify.annotations.NullMarked;
