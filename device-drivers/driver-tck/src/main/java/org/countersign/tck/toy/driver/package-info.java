/**
 * A complete driver, for the toy encoder of the package above: the example that the templates of
 * {@code driver new} begin with. It uses nothing but the JDK and the driver interface.
 */
@NullMarked
package org.countersign.tck.toy.driver;

import org.jspecify.annotations.NullMarked;
