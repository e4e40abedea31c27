/** Who may use the centre's page: accounts, log-in, sessions. */
@NullMarked
package org.countersign.centre.account;

import org.jspecify.annotations.NullMarked;
