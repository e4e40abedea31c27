/** Benchmarks, each a main class: a table for people, and last one line of JSON for machines. */
@NullMarked
package org.countersign.benchmarks;

import org.jspecify.annotations.NullMarked;
