/** Workers: a queue whose receivers compete, so that each job is done by whoever has time. */
@NullMarked
package io.ipc4j.examples.workers;

import org.jspecify.annotations.NullMarked;
