package io.ipc4j.examples.chat;

import java.io.IOException;
import java.time.ZoneId;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.completer.StringsCompleter;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jspecify.annotations.Nullable;

/** A terminal with line editing, history and completion; lines appear above the one being typed. */
final class TerminalScreen implements Screen {
  private static final String PROMPT = "> ";

  private final Terminal terminal;
  private final LineReader reader;
  private final boolean colours;

  /**
   * Takes the terminal.
   *
   * @throws IOException if there is none that can be used
   */
  TerminalScreen(boolean colours) throws IOException {
    this.colours = colours;
    this.terminal = TerminalBuilder.builder().system(true).dumb(false).build();
    this.reader =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .completer(
                new StringsCompleter(
                    "/join", "/who", "/rooms", "/nick", "/me", "/msg", "/help", "/quit"))
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true) // "!" is but a character
            .option(LineReader.Option.ERASE_LINE_ON_FINISH, true) // the server's word is shown
            .build();
  }

  @Override
  public @Nullable String read() {
    try {
      return reader.readLine(PROMPT);
    } catch (UserInterruptException | EndOfFileException e) { // Ctrl-C, Ctrl-D
      return null;
    }
  }

  @Override
  public void show(String text) {
    reader.printAbove(AttributedString.fromAnsi(text));
  }

  @Override
  public boolean isInteractive() {
    return true;
  }

  @Override
  public Paint paint() {
    return new Paint(true, colours, ZoneId.systemDefault());
  }

  @Override
  public void close() {
    try {
      terminal.close();
    } catch (IOException e) {
      // the terminal is gone, and with it whoever would read about that
    }
  }
}
