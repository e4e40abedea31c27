package org.countersign.personalization.plan;

/**
 * One command of a plan, as it is before a secure channel wraps it.
 *
 * @param phase {@code open}, {@code authenticate}, {@code write}, {@code read-back} or {@code
 *     activate}
 * @param label what it is for, for example {@code write EF_DG1}
 * @param header CLA INS P1 P2, hex
 * @param lc bytes of command data
 * @param le bytes expected at most
 * @param data command data in hex where it is public, otherwise a mask such as {@code <1008 bytes>}
 * @param commandBytes command APDU on the wire, secure channel included
 * @param responseBytes response APDU on the wire, status word included
 * @param memoryBytes bytes of non-volatile memory that it writes
 */
public record PlannedCommand(
    String phase,
    String label,
    String header,
    int lc,
    int le,
    String data,
    int commandBytes,
    int responseBytes,
    int memoryBytes) {}
