/** Comparison of texts with files that are kept with the tests or the documentation. */
@NullMarked
package io.ipc4j.golden;

import org.jspecify.annotations.NullMarked;
