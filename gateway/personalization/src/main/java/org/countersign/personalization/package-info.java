@NullMarked
package org.countersign.personalization;

import org.jspecify.annotations.NullMarked;
