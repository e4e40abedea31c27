/** Settings of a driver as a person writes them: how they are checked and what the driver sees. */
@NullMarked
package org.countersign.host.settings;

import org.jspecify.annotations.NullMarked;
