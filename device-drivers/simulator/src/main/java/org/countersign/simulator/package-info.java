@NullMarked
package org.countersign.simulator;

import org.jspecify.annotations.NullMarked;
