@NullMarked
package org.countersign.protocol;

import org.jspecify.annotations.NullMarked;
