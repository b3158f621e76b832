/**
 * The transport {@code spool}: each record is a file, written under a temporary name and renamed
 * into the directory of its link.
 *
 * <pre>
 * ipc.directory/spool-USER/NAMESPACE/CHANNEL/
 *   UUID.end                an open end of the channel: its card
 *   UUID.lock               empty, locked while that end lives
 *   UUID_UUID.link/         a link: first the end that connected, then the one that listens
 *     to-listener/0, 1, ... the records of one direction, each removed once it is consumed
 *     to-connector/0, ...   those of the other one
 *     listener.closed       says that this end closed in order
 *     connector.closed
 *   receiver                empty, locked by the one receiver or responder
 * </pre>
 *
 * <p>Nobody repairs anything: the kernel drops the locks of a process that dies, a half-written
 * record never gets its name, and whoever opens or uses the channel removes what belongs to ends
 * that are gone.
 */
@NullMarked
package com.example.spool;

import org.jspecify.annotations.NullMarked;
