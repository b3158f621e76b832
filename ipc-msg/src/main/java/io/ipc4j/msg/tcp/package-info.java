/** The transport {@code tcp}: sockets between machines, in plain text or by TLS 1.3. */
@NullMarked
package io.ipc4j.msg.tcp;

import org.jspecify.annotations.NullMarked;
