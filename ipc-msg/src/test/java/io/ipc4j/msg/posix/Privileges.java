package io.ipc4j.msg.posix;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Commands before a command, which change what it may do. */
public final class Privileges {
  private Privileges() {}

  /** Runs a command without those capabilities that lift the limits of resources. */
  public static String[] limited() {
    return new String[] {"setpriv", "--bounding-set=-sys_resource,-sys_admin"};
  }

  /** Whether a command runs behind others without an error. */
  public static boolean run(String[] before, String... command)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(Arrays.asList(before));
    all.addAll(Arrays.asList(command));
    try {
      Process process =
          new ProcessBuilder(all)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false; // there is no such program
    }
  }
}
