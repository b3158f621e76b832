/** Request/reply: each request gets one reply; many may be outstanding. */
@NullMarked
package io.ipc4j.examples.requestreply;

import org.jspecify.annotations.NullMarked;
