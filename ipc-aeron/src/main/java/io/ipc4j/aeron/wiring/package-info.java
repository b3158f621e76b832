/** Which of Aeron's channels the ends of a channel use: on one machine, or by UDP. */
@NullMarked
package io.ipc4j.aeron.wiring;

import org.jspecify.annotations.NullMarked;
