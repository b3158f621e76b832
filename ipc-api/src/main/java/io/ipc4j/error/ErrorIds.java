package io.ipc4j.error;

import java.util.ArrayList;
import java.util.List;

/** The catalogue of the framework's own error ids; docs/errors.md is generated from it. */
public final class ErrorIds {

  /** Filled by the constants below; declared first because they are initialised in order. */
  private static final List<ErrorId> CATALOGUE = new ArrayList<>();

  /** A transport that is not installed was asked for. */
  public static final ErrorId UNKNOWN_TRANSPORT =
      id(
          "unknown-transport",
          "The configuration names a transport that no installed provider has.",
          "Correct the name, or put the transport's jar on the class path or module path."
              + " `ipc transports` lists what is installed.");

  /** No transport was chosen. */
  public static final ErrorId NO_TRANSPORT =
      id(
          "no-transport",
          "A channel or region was opened and `ipc.transport` is not set.",
          "Set `ipc.transport` to one of the installed transports, or choose one for the channel"
              + " alone with `ipc.channel.NAME.transport`.");

  /** The transport is installed and cannot work here. */
  public static final ErrorId TRANSPORT_UNAVAILABLE =
      id(
          "transport-unavailable",
          "The transport is installed but cannot work here; the message says why.",
          "Provide what the message names (a JVM flag, a directory, another system), or choose"
              + " another transport.");

  /** Two providers have one name. */
  public static final ErrorId DUPLICATE_TRANSPORT =
      id(
          "duplicate-transport",
          "Two providers have the same transport name; the message names both jars.",
          "Remove one of the two jars from the class path or module path.");

  /** A key or environment variable that nobody declares. */
  public static final ErrorId UNKNOWN_KEY =
      id(
          "unknown-key",
          "A configuration key, or an environment variable that begins with `IPC_`, is not known,"
              + " or the variable fits several keys.",
          "Correct its spelling, or remove it. A key of a transport is known only while that"
              + " transport is installed.");

  /** A value that cannot be read or is out of range. */
  public static final ErrorId BAD_VALUE =
      id(
          "bad-value",
          "A configuration value cannot be read or is out of range. Values are never adjusted.",
          "Use a value as the message says, at the place that the message names.");

  /** A key without which the operation cannot go on has no value. */
  public static final ErrorId MISSING_VALUE =
      id(
          "missing-value",
          "A configuration key that has no default is needed and has no value.",
          "Set the key that the message names.");

  /** A name that has a character or a length that is not allowed. */
  public static final ErrorId BAD_NAME =
      id(
          "bad-name",
          "The name of a channel, region, namespace or transport is not allowed.",
          "Use 1 to 64 letters, digits, `.`, `_` or `-`, beginning with a letter or digit.");

  /** A key that a provider or program declares or uses wrongly. */
  public static final ErrorId BAD_KEY =
      id(
          "bad-key",
          "A configuration key is declared or asked for in a wrong way: a mistake of the program"
              + " or of the transport, not of its configuration.",
          "Correct the code that declares or reads the key.");

  /** The configuration file cannot be used. */
  public static final ErrorId CONFIG_FILE =
      id(
          "config-file",
          "The configuration file is missing although it was named, cannot be read, is not a"
              + " properties file in UTF-8, or sets a key twice.",
          "Correct the file, or the path in `ipc.config` or `IPC_CONFIG`.");

  /** A provider could not be loaded or broke its contract. */
  public static final ErrorId PROVIDER_FAILED =
      id(
          "provider-failed",
          "A transport provider could not be loaded, or what it declares is contradictory.",
          "Remove or replace the jar that the message names; the cause says what failed in it.");

  /** A facet that the transport does not declare. */
  public static final ErrorId NOT_SUPPORTED =
      id(
          "not-supported",
          "The configuration or the program asks for something that the transport does not"
              + " declare; the message names the trait.",
          "Choose a transport that declares the trait (`ipc transports` shows them), or do without"
              + " it.");

  /** The two sides of a channel are configured differently. */
  public static final ErrorId AGREEMENT_MISMATCH =
      id(
          "agreement-mismatch",
          "Both ends of a channel must agree on pattern, kind of size, maximum size, delivery and"
              + " checksum, and they do not. The message shows both sides.",
          "Give both processes the same values for the channel.");

  /** A second plain receiver. */
  public static final ErrorId RECEIVER_EXISTS =
      id(
          "receiver-exists",
          "The queue has a receiver already; the message names the holder.",
          "Close the other receiver, or set `ipc.channel.NAME.receivers=competing` on both ends.");

  /** A message above the limit. */
  public static final ErrorId MESSAGE_TOO_LARGE =
      id(
          "message-too-large",
          "The message is larger than the channel's `max-message-size`.",
          "Raise `ipc.channel.NAME.max-message-size` on both ends, or send less at once.");

  /** A message that has not the fixed size of its channel. */
  public static final ErrorId MESSAGE_SIZE =
      id(
          "message-size",
          "The channel has a fixed message size and the message has another size.",
          "Send messages of exactly that size, or remove `ipc.channel.NAME.fixed-size`.");

  /** A second loan, or another send while a loan is open. */
  public static final ErrorId LOAN_OPEN =
      id(
          "loan-open",
          "The handle has a loan that was neither committed nor closed.",
          "Commit or close the loan before the next operation on the same handle.");

  /** A second reply to one request. */
  public static final ErrorId REPLIED =
      id(
          "replied",
          "A request was replied to twice.",
          "Reply to each request once; after back-pressure, and only then, try the same reply"
              + " again.");

  /** Use after close. */
  public static final ErrorId CLOSED =
      id(
          "closed",
          "The object, or the session that owns it, is closed.",
          "Open a new one, and close an object only when no thread uses it any more.");

  /** A deadline passed. */
  public static final ErrorId TIMEOUT =
      id(
          "timeout",
          "What was waited for did not happen in time; the message names it.",
          "Check that the other process runs, with the same transport, directory and namespace;"
              + " then wait longer or try again.");

  /** The peer is gone. */
  public static final ErrorId LINK_LOST =
      id(
          "link-lost",
          "The peer or the connection to it went away; messages that were not acknowledged are in"
              + " doubt.",
          "Find out why the peer ended. The channel connects again when the peer comes back; send"
              + " again what must not be lost, or use `delivery=acknowledged`.");

  /** An address that somebody else listens at. */
  public static final ErrorId ADDRESS_IN_USE =
      id(
          "address-in-use",
          "Another process, or another channel of this one, listens at the address; the message"
              + " names it where it can be found out.",
          "End that process, or choose another address or port on both ends.");

  /** A host that no name service knows. */
  public static final ErrorId UNKNOWN_HOST =
      id(
          "unknown-host",
          "The host in an address can't be resolved to a network address.",
          "Correct its spelling, write the network address itself, or mend the name service.");

  /** Plain text that would leave the machine. */
  public static final ErrorId INSECURE =
      id(
          "insecure",
          "Messages would leave the machine without encryption and authentication.",
          "Configure them as the message says, use a loopback address, or write down that plain"
              + " text is wanted, with the key that the message names.");

  /** Certificates or keys that can't be used. */
  public static final ErrorId TLS =
      id(
          "tls",
          "A certificate or key can't be used, or the ends of a connection don't accept each"
              + " other's; the message says which and why.",
          "Correct the files and keys that the message names, on the side that it names.");

  /** Somebody who is not allowed. */
  public static final ErrorId PEER_REFUSED =
      id(
          "peer-refused",
          "The process at the other end may not use this channel, or this one not that end's.",
          "Run it as an allowed user, or add it to the list of allowed peers that the message"
              + " names.");

  /** Standard streams that lead to nobody. */
  public static final ErrorId NO_PARENT =
      id(
          "no-parent",
          "The transport talks between a parent and the children that it launches, and this process"
              + " is neither: no parent has launched it, and it has launched no child.",
          "Start it by its parent: with `Ipc.launch(...)`, or `./ipc COMMAND --exec`. In a parent,"
              + " launch a child before the first channel is opened.");

  /** A child that never spoke, or something else. */
  public static final ErrorId CHILD_FAILED =
      id(
          "child-failed",
          "A child process ended, wrote something else, or let time pass before it opened its end."
              + " The message shows what it wrote first.",
          "Look at the child's standard error. The child must open a session with the same transport,"
              + " and print nothing before to standard output that is longer than a few lines.");

  /** Bytes that violate their format. */
  public static final ErrorId CORRUPT =
      id(
          "corrupt",
          "Shared memory or bytes from a peer violate their format.",
          "Check that both sides run compatible versions and that nothing else writes to the"
              + " files or the port; then remove the channel's or region's files and start again.");

  /** A region that is not there. */
  public static final ErrorId REGION_MISSING =
      id(
          "region-missing",
          "The region to attach does not exist in this directory and namespace.",
          "Create it first, or use create-or-attach; check directory and namespace.");

  /** A region that is there already. */
  public static final ErrorId REGION_EXISTS =
      id(
          "region-exists",
          "The region to create exists already.",
          "Attach to it, use create-or-attach, or remove it first.");

  /** A region of another size. */
  public static final ErrorId REGION_SIZE =
      id(
          "region-size",
          "The region exists with another size than the one asked for, or the size is not allowed.",
          "Ask for the size that the message names, or remove the region and create it again.");

  /** A write to a region that was attached read-only. */
  public static final ErrorId REGION_READ_ONLY =
      id(
          "region-read-only",
          "The region is attached read-only and was written to.",
          "Attach it read-write.");

  /** A name inside a region that stands for something else. */
  public static final ErrorId REGION_OBJECT =
      id(
          "region-object",
          "A name inside the region stands for an object of another kind, or for one with other"
              + " parameters.",
          "Ask for it by the kind and the parameters that the message names, or choose another"
              + " name.");

  /** No transport with regions. */
  public static final ErrorId NO_REGIONS =
      id(
          "no-regions",
          "The chosen transport has no regions; the message names those that have.",
          "Set `ipc.regions.transport` to one of them.");

  /** An access outside of a region or message. */
  public static final ErrorId OUT_OF_BOUNDS =
      id(
          "out-of-bounds",
          "An access reaches outside of the region, message or structure.",
          "Keep offset and length within the size that the message names.");

  /** No memory or disk space. */
  public static final ErrorId NO_SPACE =
      id(
          "no-space",
          "The system has not enough space for what was to be created; nothing was left behind.",
          "Free space there, ask for less, or choose another `ipc.directory`.");

  /** A path that the system does not take. */
  public static final ErrorId PATH_TOO_LONG =
      id(
          "path-too-long",
          "A path is longer than the system allows for its purpose.",
          "Choose a shorter `ipc.directory`, namespace or name.");

  /** A path that something else has taken. */
  public static final ErrorId PATH_OCCUPIED =
      id(
          "path-occupied",
          "Something else stands at the path where the ends of a channel meet.",
          "Remove what the message names, or choose another name or `ipc.directory`.");

  /** A directory of somebody else. */
  public static final ErrorId DIRECTORY_OWNER =
      id(
          "directory-owner",
          "The directory for channels and regions belongs to another user.",
          "Choose another `ipc.directory`, or remove the foreign directory.");

  /** A directory that others may write to. */
  public static final ErrorId DIRECTORY_MODE =
      id(
          "directory-mode",
          "The directory for channels and regions can be entered or changed by other users, or is"
              + " not a directory.",
          "Restrict it to its owner (`chmod 700`), or choose another `ipc.directory`.");

  /** A failed system call. */
  public static final ErrorId SYSTEM_CALL =
      id(
          "system-call",
          "A call to the operating system failed; the message names the call and its error.",
          "Mend what the system's error says.");

  /** Use of a handle by two threads. */
  public static final ErrorId WRONG_THREAD =
      id(
          "wrong-thread",
          "A handle was used by two threads at a time, or by a thread that may not use it.",
          "Use one handle per thread, or the handle's `shared()` form.");

  /** An action that needs a lock that the caller has not. */
  public static final ErrorId LOCK_NOT_HELD =
      id(
          "lock-not-held",
          "The operation needs a lock or permit that its caller does not hold.",
          "Acquire it first, and release it once, with the token that acquiring it returned.");

  private ErrorIds() {}

  /** All ids in the order of the documentation. */
  public static List<ErrorId> all() {
    return List.copyOf(CATALOGUE);
  }

  private static ErrorId id(String what, String meaning, String remedy) {
    ErrorId id = new ErrorId("ipc/" + what, meaning, remedy);
    CATALOGUE.add(id);
    return id;
  }
}
