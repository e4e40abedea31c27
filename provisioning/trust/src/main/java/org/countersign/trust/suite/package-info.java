/** The signature suites that a card product may name. */
@NullMarked
package org.countersign.trust.suite;

import org.jspecify.annotations.NullMarked;
