/** What commands need that try transports between processes of their own: children and settings. */
@NullMarked
package io.ipc4j.tool.trial;

import org.jspecify.annotations.NullMarked;
