/** What is written for readers says what is so. */
@NullMarked
package io.ipc4j.documentation;

import org.jspecify.annotations.NullMarked;
