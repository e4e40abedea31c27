/** The centre's API as {@code openapi.yaml} describes it, and the page over it. */
@NullMarked
package org.countersign.centre.api;

import org.jspecify.annotations.NullMarked;
