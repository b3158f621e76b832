package io.ipc4j.examples.chat;

import org.jspecify.annotations.Nullable;

/** Where a person, or a script, types and reads. One thread reads while another shows. */
interface Screen extends AutoCloseable {
  /** Waits for a line that was typed; null is the end of the input. */
  @Nullable String read();

  /** Shows one or more lines, without tearing what is being typed. */
  void show(String text);

  /** Whether a person sits there, who can decide to give up. */
  boolean isInteractive();

  /** How to paint for this screen. */
  Paint paint();

  @Override
  void close();
}
