/**
 * What goes wrong in a fleet, when and where: the file, the plan drawn from it, the truth. Pure.
 */
@NullMarked
package org.countersign.fleetsim.scenario;

import org.jspecify.annotations.NullMarked;
