/** What a vendor delivers, and the class loader that keeps it apart. */
@NullMarked
package org.countersign.host.bundle;

import org.jspecify.annotations.NullMarked;
