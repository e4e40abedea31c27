/** The centre's commands: run it, check its configuration, keep its accounts. */
@NullMarked
package org.countersign.centre.command;

import org.jspecify.annotations.NullMarked;
