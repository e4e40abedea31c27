/** Who may write and read what at the broker. */
@NullMarked
package org.countersign.centre.acl;

import org.jspecify.annotations.NullMarked;
