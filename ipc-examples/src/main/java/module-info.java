/** The ipc command-line tool, and the examples. */
module io.ipc4j.examples {
  requires java.management;
  requires com.google.gson;
  requires com.google.guice;
  requires HdrHistogram;
  requires info.picocli;
  requires io.ipc4j;
  requires org.jline.reader;
  requires org.jline.terminal;
  requires static org.jspecify;

  uses java.util.spi.ToolProvider;

  opens io.ipc4j.tool to
      info.picocli;
  opens io.ipc4j.tool.compare to
      info.picocli;
  opens io.ipc4j.tool.demo to
      info.picocli;
  opens io.ipc4j.examples.chat to
      info.picocli;
  opens io.ipc4j.examples.guice to
      com.google.guice;
}
