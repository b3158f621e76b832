package io.ipc4j.examples.chat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** Standard input and output as they are: for scripts, files and pipes. */
final class PlainScreen implements Screen {
  private final BufferedReader in =
      new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
  private final PrintStream out = System.out;

  @Override
  public @Nullable String read() {
    try {
      return in.readLine();
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  public void show(String text) {
    out.println(text);
    out.flush();
  }

  @Override
  public boolean isInteractive() {
    return false;
  }

  @Override
  public Paint paint() {
    return new Paint(false, false, ZoneId.systemDefault());
  }

  @Override
  public void close() {
    out.flush();
  }
}
