package com.example.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The transport is not part of the tool, and found wherever its jar is added. */
final class SpoolPathsIT {
  @TempDir Path directory;

  @Test
  void theToolAloneDoesNotKnowIt() throws Exception {
    try (Tool tool = Tool.alone("transports")) {
      assertThat(tool.output()).contains("inproc").doesNotContain("spool");
    }
  }

  @Test
  void theClassPathIsEnough() throws Exception {
    try (Tool tool = Tool.onClassPath("transports")) {
      assertThat(tool.output()).contains("spool: files").contains("from spool-transport.jar");
    }
  }

  @Test
  void theModulePathIsEnough() throws Exception {
    try (Tool tool = Tool.onModulePath("transports")) {
      assertThat(tool.output()).contains("spool: files").contains("from com.example.spool");
    }
  }

  @Test
  void theLauncherTakesTheJarFromItsVariable() throws Exception {
    try (Tool tool = Tool.launcher(Map.of(), "transports")) {
      assertThat(tool.output()).contains("inproc").doesNotContain("spool");
    }
    Map<String, String> added = Map.of("IPC_CLASSPATH", Tool.SPOOL_JAR.toString());
    try (Tool tool = Tool.launcher(added, "transports")) {
      assertThat(tool.output()).contains("inproc").contains("spool: files");
    }
  }

  @Test
  void twoProcessesTalkWhateverPathItIsOn() throws Exception {
    String transport = "--transport=spool";
    String place = "--set=ipc.directory=" + directory;
    try (Tool receiver = Tool.onModulePath("receive", "letters", "--once", transport, place);
        Tool sender = Tool.onClassPath("send", "letters", transport, place)) {
      sender.write("one\ntwo\n\nfour\n").output();
      assertThat(receiver.output()).isEqualTo("one\ntwo\n\nfour\n");
    }
  }
}
