/**
 * What the centre keeps: records, known stations, alerts, accounts and who did what, in SQLite or
 * in PostgreSQL, by the same statements.
 */
@NullMarked
package org.countersign.centre.store;

import org.jspecify.annotations.NullMarked;
