/** Real parts for tests, demo and benchmarks: what is there, and private instances of it. */
@NullMarked
package org.countersign.testbed;

import org.jspecify.annotations.NullMarked;
