/** The examples as users run them: processes of the packaged jar. */
@NullMarked
package io.ipc4j.examples;

import org.jspecify.annotations.NullMarked;
