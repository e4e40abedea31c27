@NullMarked
package org.countersign.trust;

import org.jspecify.annotations.NullMarked;
