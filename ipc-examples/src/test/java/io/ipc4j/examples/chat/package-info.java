/** The parts of the chat, each by itself. */
@NullMarked
package io.ipc4j.examples.chat;

import org.jspecify.annotations.NullMarked;
