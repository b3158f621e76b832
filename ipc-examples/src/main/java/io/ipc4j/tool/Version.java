package io.ipc4j.tool;

import picocli.CommandLine.IVersionProvider;

/** The version of the tool's jar. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Main.class.getPackage().getImplementationVersion();
    return new String[] {
      "ipc " + (version == null ? "(unpackaged)" : version),
      "Java " + Runtime.version() + ", " + System.getProperty("os.name")
    };
  }
}
