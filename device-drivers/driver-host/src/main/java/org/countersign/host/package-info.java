/**
 * Where drivers run: bundles, their class loaders, and the child process for those that want one.
 */
@NullMarked
package org.countersign.host;

import org.jspecify.annotations.NullMarked;
